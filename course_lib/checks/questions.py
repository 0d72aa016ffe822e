"""What a question of an exercise is: its name, its points, its check."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from course_lib.arguments import boolean, number, shown
from course_lib.checks.student import Student

__all__ = ["Question", "collected", "grading_order", "question"]

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")

collected: ContextVar[list[Question] | None] = ContextVar("collected", default=None)


@dataclass(frozen=True)
class Question:
    """One question: what it is called, what it earns and how it is checked.

    Parameters
    ----------
    name : str
        The ``grade_id`` of its cell.
    points : float
        What it can earn.
    function : callable
        ``function(student)``; asserts, in cases or as a whole.
    hidden : bool
        Whether students never see the check.
    manual : bool
        Whether a person reads the answer.
    timeout : float
        Seconds for all answers together.
    forbidden : tuple of str
        Modules that cannot be imported while it is checked.
    extra : bool
        Whether its points come on top.
    rubric : str
        What a person goes by.
    title : str
        For reports; else the heading that its cell stands under.
    """

    name: str
    points: float
    function: Callable[[Student], None]
    hidden: bool = False
    manual: bool = False
    timeout: float = 30.0
    forbidden: tuple[str, ...] = ()
    extra: bool = False
    rubric: str = ""
    title: str = ""

    @property
    def line(self) -> int:
        """Line of its decorator in checks.py."""
        return self.function.__code__.co_firstlineno

    @property
    def visible(self) -> bool:
        """Whether a student can run the check."""
        return not self.hidden and not self.manual


def question(
    name: str,
    points: float,
    *,
    hidden: bool = False,
    manual: bool = False,
    timeout: float = 30.0,
    forbidden: Sequence[str] = (),
    extra: bool = False,
    rubric: str = "",
    title: str = "",
) -> Callable[[Callable[[Student], None]], Question]:
    """Make a function the check of a question.

    Parameters
    ----------
    name : str
        The ``grade_id`` of its cell: small letters, digits, ``-`` and ``_``.
    points : float
        What it can earn.
    hidden : bool
        Keep the check from students; they learn the outcome after handing in.
    manual : bool
        A person reads the answer; the function's docstring, or `rubric`, says how to grade it.
    timeout : float
        Seconds that all answers of the student's code may take together.
    forbidden : sequence of str
        Modules that the student's code must do without.
    extra : bool
        Points on top of the exercise's total.
    rubric : str
        For a manual question, instead of the docstring.
    title : str
        What reports call it, instead of the heading that its cell stands under.

    Returns
    -------
    callable
        The decorator, which gives a `Question`.

    Raises
    ------
    TypeError, ValueError
        An argument of another kind, a check that does not take the student as its only argument, or
        a manual question without a rubric.

    Examples
    --------
    >>> from course_lib.checks import assert_equal
    >>> @question("double", points=2)
    ... def double(student):
    ...     with student.case("a number"):
    ...         assert_equal(student.call("double", 4), 8)
    >>> double.name, double.points
    ('double', 2.0)
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(
            f"the name of a question is small letters, digits, - and _, got {shown(name)}"
        )
    settings: dict[str, Any] = {
        "points": number(points, "points", low=0),
        "hidden": boolean(hidden, "hidden"),
        "manual": boolean(manual, "manual"),
        "timeout": number(timeout, "timeout", above=0),
        "extra": boolean(extra, "extra"),
        "forbidden": (forbidden,) if isinstance(forbidden, str) else tuple(forbidden),
    }
    if not all(isinstance(module, str) for module in settings["forbidden"]):
        raise TypeError(f"forbidden must be names of modules, got {shown(forbidden)}")

    def decorate(function: Callable[[Student], None]) -> Question:
        text = rubric or (function.__doc__ or "" if manual else "")
        if manual and not text.strip():
            raise ValueError(f"question {name!r} is graded by hand: it needs a rubric")
        if not manual:
            _require_student(name, function)
        result = Question(
            name=name, function=function, rubric=text.strip(), title=title, **settings
        )
        found = collected.get()
        if found is not None:
            found.append(result)
        return result

    return decorate


def _require_student(name: str, function: Callable[..., Any]) -> None:
    try:
        inspect.signature(function).bind(None)
    except TypeError:
        raise TypeError(
            f"the check of question {name!r} must take one argument, the student"
        ) from None


def grading_order(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return questions in the order to grade them in: hidden ones last.

    The student's code sees the inputs of a hidden check. It can keep them, but after the last
    visible check there is no output left in which it could show them.

    Parameters
    ----------
    questions : sequence of Question
        In the exercise's order.

    Returns
    -------
    tuple of Question
        The same questions.
    """
    return tuple(sorted(questions, key=lambda one: one.hidden))
