"""What one question gives, as plain data that is shown, stored, compared and reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["QuestionResult", "State"]

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
