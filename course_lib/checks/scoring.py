"""Grades one question: runs its check, and says what the cases earn."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from course_lib.checks.assertions import CheckFailed
from course_lib.checks.mistakes import fault
from course_lib.checks.outcomes import Case, StudentError, Unanswered
from course_lib.checks.questions import Question
from course_lib.checks.results import QuestionResult, State
from course_lib.checks.student import NOTHING, Student

__all__ = ["grade"]


def grade(question: Question, student: Student) -> QuestionResult:
    """Return what one submission earns for one question.

    What fails outside of a case fails the whole question. A question without cases is one case.
    What ``assert``, the `assert_*` functions and the student's code raise is the answer's fault.
    Any other error is the check's own, even where an odd answer made it stumble (but for a None, of
    a forgotten ``return``): nobody can tell from outside, so the question is left ungraded.

    Parameters
    ----------
    question : Question
        The question.
    student : Student
        The submission; its `cases` tell the details afterwards.

    Returns
    -------
    QuestionResult
        With score, state, hints, the student's error and output; ``"ungraded"`` and no score
        where the check itself failed.

    Examples
    --------
    >>> from course_lib.checks.answering import in_process
    >>> from course_lib.checks.assertions import assert_equal
    >>> def two(student):
    ...     assert_equal(student.value("x"), 2)
    >>> grade(Question("two", 3, two), Student(in_process({"x": 2}))).score
    3.0
    """
    known: dict[str, Any] = {
        "name": question.name,
        "points": question.points,
        "hidden": question.hidden,
        "extra": question.extra,
    }
    if question.manual:
        return QuestionResult(score=None, state="manual", **known)
    student.begin(timeout=question.timeout)
    start = time.perf_counter()
    try:
        outside = _run(question, student)
    except Exception as error:
        if error is student.broken:  # the channel's trouble, not the check's
            raise
        told = fault(error, question, student.asked)
        return QuestionResult.ungraded(question, told, output=student.output)
    cases = student.cases
    share = 0.0 if outside else _share(cases)
    trouble = [case for case in cases if case.state != "passed"]
    return QuestionResult(
        score=round(question.points * share, 6),
        state=_state(share, trouble),
        hints=_hints(trouble, question.hidden),
        advice=_advice(trouble) if question.hidden else (),
        example="" if question.hidden or not trouble else trouble[0].example,
        message=_message(trouble),
        output=student.output,
        seconds=time.perf_counter() - start,
        **known,
    )


def _run(question: Question, student: Student) -> bool:
    """Run the check; return whether something failed outside of its cases."""
    try:
        question.function(student)
        if not student.cases:
            with student.case(question.name):
                pass
        return False
    except (AssertionError, CheckFailed, StudentError, Unanswered) as error:
        with student.case(question.name):
            raise error
        return True
    except (TypeError, AttributeError) as error:
        if not student.returned_nothing(error):
            raise
        with student.case(question.name):
            raise CheckFailed(NOTHING) from error
        return True


def _share(cases: Sequence[Case]) -> float:
    total = sum(case.weight for case in cases)
    if all(case.state == "passed" for case in cases):
        return 1.0
    return sum(case.weight for case in cases if case.state == "passed") / total if total else 0.0


def _state(share: float, trouble: Sequence[Case]) -> State:
    if not trouble:
        return "passed"
    if share > 0:
        return "partial"
    states = {case.state for case in trouble}
    for state in ("timeout", "error", "missing"):
        if state in states:
            return state
    return "failed"


def _advice(trouble: Sequence[Case]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(case.hint for case in trouble if case.hint))


def _message(trouble: Sequence[Case]) -> str:
    """Return the first error; or all that is missing, where nothing has been tried."""
    errors = [case.detail for case in trouble if case.state not in ("failed", "missing")]
    missing = dict.fromkeys(case.detail for case in trouble if case.state == "missing")
    return errors[0] if errors else "; ".join(missing)


def _hints(trouble: Sequence[Case], hidden: bool) -> tuple[str, ...]:
    """Return what to look at; nothing before the first attempt."""
    if all(case.state == "missing" for case in trouble):
        return ()
    return tuple(dict.fromkeys(_hint(case, hidden) for case in trouble))


def _hint(case: Case, hidden: bool) -> str:
    if hidden or case.state != "failed":
        return f"{case.name}: {case.hint}" if case.hint else case.name
    return (
        f"{case.name}: {case.hint} ({case.detail})" if case.hint else f"{case.name}: {case.detail}"
    )
