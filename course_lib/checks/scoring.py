"""Grades one question: runs its check, and says what the cases earn."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from course_lib.checks.assertions import CheckFailed
from course_lib.checks.mistakes import ChecksBroken, line_in, summary
from course_lib.checks.outcomes import Case, StudentError, Unanswered
from course_lib.checks.questions import Question
from course_lib.checks.results import QuestionResult, State
from course_lib.checks.student import FORM, Student

__all__ = ["grade"]


def grade(question: Question, student: Student, *, proven: bool = False) -> QuestionResult:
    """Return what one submission earns for one question.

    What fails outside of a case fails the whole question. A question without cases is one case.

    Parameters
    ----------
    question : Question
        The question.
    student : Student
        The submission; its `cases` tell the details afterwards.
    proven : bool
        Whether the solution is known to pass this check. Then an error of the check after an
        answer (a None has no rows) is the answer's fault and fails the case; else it might be the
        check's, and is raised.

    Returns
    -------
    QuestionResult
        With score, state, hints, the student's error and output.

    Raises
    ------
    ChecksBroken
        The check itself failed, through no fault of the student's.

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
    student.begin(timeout=question.timeout, proven=proven)
    start = time.perf_counter()
    outside = _run(question, student)
    cases = student.cases
    share = 0.0 if outside else _share(cases)
    trouble = [case for case in cases if case.state != "passed"]
    errors = [case.detail for case in trouble if case.state != "failed"]
    return QuestionResult(
        score=round(question.points * share, 6),
        state=_state(share, trouble),
        hints=tuple(dict.fromkeys(_hint(case, question.hidden) for case in trouble)),
        message=errors[0] if errors else "",
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
    except Exception as error:
        if error is student.broken:  # the channel's trouble, not the check's
            raise
        if student.blames(error):
            with student.case(question.name):
                raise CheckFailed(FORM) from error
            return True
        file = question.function.__code__.co_filename
        line = line_in(error, file) or question.function.__code__.co_firstlineno
        raise ChecksBroken(
            f"the check of question {question.name!r} failed in {Path(file).name}, line {line}: "
            f"{summary(error)}",
            question=question.name,
            line=line,
        ) from error


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


def _hint(case: Case, hidden: bool) -> str:
    if hidden or case.state != "failed":
        return f"{case.name}: {case.hint}" if case.hint else case.name
    return (
        f"{case.name}: {case.hint} ({case.detail})" if case.hint else f"{case.name}: {case.detail}"
    )
