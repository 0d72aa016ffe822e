"""Reads the questions of an exercise, and grades one of them."""

from __future__ import annotations

import hashlib
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from course_lib.grading.assertions import CheckFailed
from course_lib.grading.questions import (
    ChecksBroken,
    Question,
    collected,
    grading_order,
    question,
)
from course_lib.grading.results import QuestionResult, State
from course_lib.grading.student import FORM, Case, Student, StudentError, Unanswered

__all__ = ["ChecksBroken", "Question", "grade", "grading_order", "load_checks", "question"]


def load_checks(path: Path | str) -> tuple[Question, ...]:
    """Return the questions of a checks.py, in its order.

    Parameters
    ----------
    path : path
        The file, which is trusted: it is run.

    Returns
    -------
    tuple of Question
        At least one.

    Raises
    ------
    FileNotFoundError
        No such file.
    ChecksBroken
        It cannot be run, holds no question, or two of one name.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"there are no checks at {path}")
    key = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    module = ModuleType(f"course_checks_{key}")
    module.__file__ = str(path)
    found: list[Question] = []
    token = collected.set(found)
    sys.modules[module.__name__] = module  # dataclasses look for their own module there
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)
    except Exception as error:
        line = getattr(error, "lineno", 0) if isinstance(error, SyntaxError) else 0
        line = line or _line(error, str(path))
        raise ChecksBroken(f"{path}, line {line}: {_said(error)}", line=line) from error
    finally:
        collected.reset(token)
    if not found:
        raise ChecksBroken(f"{path} holds no question: decorate a function with @question")
    names = [one.name for one in found]
    for one in found:
        if names.count(one.name) > 1:
            raise ChecksBroken(f"{path} has two questions {one.name!r}", question=one.name)
    return tuple(found)


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
    >>> from course_lib.grading.answering import in_process
    >>> from course_lib.grading.assertions import assert_equal
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
        line = _line(error, file) or question.function.__code__.co_firstlineno
        raise ChecksBroken(
            f"the check of question {question.name!r} failed in {Path(file).name}, line {line}: "
            f"{_said(error)}",
            question=question.name,
            line=line,
            answered=student.answers > 0,
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


def _line(error: BaseException, file: str) -> int:
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == file
    ]
    return lines[-1] or 0 if lines else 0


def _said(error: BaseException) -> str:
    text = str(error).splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
