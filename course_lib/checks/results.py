"""What one question gives, as plain data that is shown, stored, compared and reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

__all__ = ["UNGRADED", "QuestionResult", "State"]

UNGRADED = "The check itself failed on this answer, so it is not graded yet; a person looks at it."

State = Literal["passed", "partial", "failed", "error", "timeout", "missing", "manual", "ungraded"]


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
        What it earned; None for a written answer that nobody has read yet, and where the check
        itself failed.
    state : str
        ``"passed"``, ``"partial"``, ``"failed"``, ``"error"`` (the student's code raised),
        ``"timeout"``, ``"missing"`` (nothing to check), ``"manual"`` or ``"ungraded"`` (the check
        itself failed).
    hidden : bool
        Whether the check stays with the instructor: then no hint and no output may be shown.
    extra : bool
        Whether its points come on top of the exercise's total.
    hints : tuple of str
        The cases that failed and what to look at, one each.
    advice : tuple of str
        Of a hidden question, what its student may read after grading: what to look at, and no
        name of a case.
    example : str
        What was asked in the first case that failed, and what was answered.
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
    fault : str
        For the instructor: where and how the check failed, a sentence and its traceback.

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
    advice: tuple[str, ...] = ()
    example: str = ""
    message: str = ""
    output: str = ""
    seconds: float = 0.0
    digest: str = ""
    comment: str = ""
    fault: str = ""

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

    @classmethod
    def lost(cls, question: Any) -> QuestionResult:
        """Return the outcome of a question that could not be put to any kernel.

        Parameters
        ----------
        question : Question
            The question.

        Returns
        -------
        QuestionResult
            Of no points.
        """
        message = "The notebook did not run to its end."
        return replace(cls.missing(question), state="error", message=message)

    @classmethod
    def ungraded(cls, question: Any, fault: str, *, output: str = "") -> QuestionResult:
        """Return the outcome of a question whose check failed, which costs its student nothing.

        Parameters
        ----------
        question : Question
            The question.
        fault : str
            Where and how it failed, for the instructor.
        output : str
            What the student's code printed.

        Returns
        -------
        QuestionResult
            Without a score.
        """
        return cls(
            name=question.name,
            points=question.points,
            score=None,
            state="ungraded",
            hidden=question.hidden,
            extra=question.extra,
            message=UNGRADED,
            output=output,
            fault=fault,
        )
