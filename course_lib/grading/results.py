"""What grading one submission gives, as plain data that is stored, compared and reported."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

__all__ = ["QuestionResult", "State", "SubmissionResult"]

State = Literal["passed", "partial", "failed", "error", "timeout", "missing", "manual"]


@dataclass(frozen=True)
class QuestionResult:
    """The outcome of one question.

    Parameters
    ----------
    name : str
        The question's name, which is the ``grade_id`` of its cell.
    points : float
        What it can earn.
    score : float or None
        What it earned; None for a written answer that nobody has read yet.
    state : str
        ``"passed"``, ``"partial"``, ``"failed"``, ``"error"`` (the student's code raised),
        ``"timeout"``, ``"missing"`` (nothing to check) or ``"manual"``.
    hidden : bool
        Whether the check stays with the instructor: then no hint and no output may be shown.
    extra : bool
        Whether its points come on top of the exercise's total.
    hints : tuple of str
        What to look at, one for each case that failed; written for the student.
    message : str
        The student's own error, as ``"ZeroDivisionError: division by zero"``; no traceback.
    output : str
        What the student's code printed while it was checked.
    seconds : float
        Time the check took.
    digest : str
        Hash of the question as it was asked; empty where nobody wants to know.
    comment : str
        What the person who read the answer wrote to this student.

    Examples
    --------
    >>> QuestionResult("minmax", 3, 1.5, "partial", hints=("Constant columns?",)).score
    1.5
    """

    name: str
    points: float
    score: float | None
    state: State
    hidden: bool = False
    extra: bool = False
    hints: tuple[str, ...] = ()
    message: str = ""
    output: str = ""
    seconds: float = 0.0
    digest: str = ""
    comment: str = ""

    @classmethod
    def missing(cls, question: Any) -> QuestionResult:
        """Return the outcome of a question to which there is no answer.

        Parameters
        ----------
        question : Question
            The question.

        Returns
        -------
        QuestionResult
            Of no points.
        """
        return cls(
            name=question.name,
            points=question.points,
            score=0.0,
            state="missing",
            hidden=question.hidden,
            extra=question.extra,
        )


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
            QuestionResult(**{**question, "hints": tuple(question["hints"])})
            for question in fields.pop("questions")
        )
        problems = tuple(fields.pop("problems"))
        return cls(questions=questions, problems=problems, **fields)
