"""What grading one submission gives, as plain data that is stored, compared and reported."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from course_lib.checks.results import QuestionResult

__all__ = ["SubmissionResult"]

_TEXTS = ("hints", "advice")


@dataclass(frozen=True)
class SubmissionResult:
    """The outcome of one submission, whole or broken.

    Parameters
    ----------
    student, exercise : str
        Whose and which.
    key : str
        Hash of the submission and of what it ran with: the same key, the same run.
    questions : tuple of QuestionResult
        In the exercise's order; every question of the exercise is here.
    problems : tuple of str
        What was wrong with the file or the run, a sentence each, for the student.
    output : str
        What the notebook printed while it ran, cut to a limit.
    seconds : float
        Time it took.
    submitted : str or None
        ISO 8601 time of handing in, with its zone, where known.
    late_days : int
        Whole days after the deadline, begun ones counted.
    penalty : float
        Share of the score, 0 to 1, that lateness costs.
    free_days : int
        How many of the late days cost nothing, for the term allows so many.
    handed : str
        Name of the file as the learning system gave it, which Canvas wants back with feedback.
    shown : dict of str to list
        What cells showed that a person grades, by question: outputs as nbformat has them.
    lms, lms_id : str
        The learning system and the number by which it knows the student, of this exercise alone:
        Moodle's numbers are others in each. Empty where not known.

    Examples
    --------
    >>> result = SubmissionResult("ada", "01", "k", (QuestionResult("a", 2, 1.0, "partial"),))
    >>> result.score, result.points, SubmissionResult.from_json(result.to_json()) == result
    (1.0, 2, True)
    """

    student: str
    exercise: str
    key: str
    questions: tuple[QuestionResult, ...]
    problems: tuple[str, ...] = ()
    output: str = ""
    seconds: float = 0.0
    submitted: str | None = None
    late_days: int = 0
    penalty: float = 0.0
    shown: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lms: str = ""
    lms_id: str = ""
    free_days: int = 0
    handed: str = ""

    @property
    def points(self) -> float:
        """What can be earned without extra credit."""
        return sum(question.points for question in self.questions if not question.extra)

    @property
    def score(self) -> float:
        """What was earned, written answers still unread counting nothing, before the penalty."""
        return sum(question.score or 0.0 for question in self.questions)

    @property
    def final(self) -> float:
        """What was earned after the penalty for lateness."""
        return self.score * (1.0 - self.penalty)

    def replace(self, **changes: Any) -> SubmissionResult:
        """Return a copy with other values."""
        return replace(self, **changes)

    def to_json(self) -> str:
        """Return the result as JSON text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> SubmissionResult:
        """Return the result that `to_json` wrote.

        Parameters
        ----------
        text : str
            JSON.

        Returns
        -------
        SubmissionResult
            Equal to the one that was written.
        """
        fields = json.loads(text)
        questions = tuple(
            QuestionResult(**{**question, **{name: tuple(question[name]) for name in _TEXTS}})
            for question in fields.pop("questions")
        )
        problems = tuple(fields.pop("problems"))
        return cls(questions=questions, problems=problems, **fields)
