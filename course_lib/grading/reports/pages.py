"""A student's page: what each question earned, and what to look at next."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jinja2

from course_lib.checks.results import QuestionResult
from course_lib.grading.results import SubmissionResult
from course_lib.grading.submissions.names import legible
from course_lib.text import encodable

__all__ = ["Shown", "as_shown", "points", "render", "student_page"]

_LONGEST = 10_000
"""Characters of output that a page shows."""

_WORDS = {
    "passed": "passed",
    "partial": "partly passed",
    "failed": "not passed",
    "error": "stopped with an error",
    "timeout": "took too long",
    "missing": "nothing to check",
    "unread": "not read yet",
    "ungraded": "not graded yet",
    "read": "read",
}


@dataclass(frozen=True)
class Shown:
    """One question as its student may see it: of a hidden one what it earned, and its hints."""

    name: str
    title: str
    score: str
    more: str
    points: str
    share: float
    state: str
    word: str
    hidden: bool
    extra: bool
    answer: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    example: str = ""
    message: str = ""
    output: str = ""
    comment: str = ""
    requests: tuple[tuple[str, str], ...] = ()


def student_page(
    result: SubmissionResult,
    *,
    title: str = "",
    name: str = "",
    titles: Mapping[str, str] | None = None,
    answers: Mapping[str, Sequence[str]] | None = None,
    excused: bool = False,
    requests: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> str:
    """Return a student's page, complete in itself: no file, font or script from anywhere.

    A hidden question shows its name, its points, what it earned, its hints and what a person wrote
    to the student; nothing of what the check asked, printed or measured is in the page.

    Parameters
    ----------
    result : SubmissionResult
        What the submission earned.
    title : str
        The exercise's title; its name when empty.
    name : str
        The student's name; the identifier when empty.
    titles : mapping of str to str, optional
        What people call the questions, by name.
    answers : mapping of str to sequence of str, optional
        What the student wrote for each question.
    excused : bool
        Whether the exercise does not count for this student.
    requests : mapping of str to sequence of (str, str), optional
        By question, why the student asked for another look, and what a reader answered; under
        ``""`` for the exercise as a whole.

    Returns
    -------
    str
        An HTML document.

    Examples
    --------
    >>> hints = {"hints": ("77 columns: the mean?",), "advice": ("the mean?",)}
    >>> secret = QuestionResult("leakage", 2, 0.0, "failed", hidden=True, **hints)
    >>> page = student_page(SubmissionResult("ada", "01", "k", (secret,)))
    >>> "leakage" in page, "the mean?" in page, "77 columns" in page
    (True, True, False)
    """
    titles, answers, requests = titles or {}, answers or {}, requests or {}
    shown = [
        as_shown(
            one,
            titles.get(one.name, ""),
            answers.get(one.name, ()),
            requests.get(one.name, ()),
        )
        for one in result.questions
    ]
    return render(
        "student.html",
        title=legible(title) or result.exercise,
        student=legible(name) or result.student,
        result=result,
        excused=excused,
        questions=shown,
        requests=_legible_requests(requests.get("", ())),
        unread=sum(question.state == "unread" for question in shown),
        ungraded=sum(question.state == "ungraded" for question in shown),
        share=_share(result.final, result.points),
        problems=[_cut(problem, 500) for problem in result.problems],
        output=_cut(result.output),
    )


def points(value: float) -> str:
    """Return points as a page shows them: at most two decimals.

    Examples
    --------
    >>> points(2.0), points(2 / 3), points(float("nan"))
    ('2', '0.67', '–')
    """
    return f"{round(value, 2):.10g}" if value == value else "–"


def render(template: str, **values: Any) -> str:
    """Return a page from one of the templates beside this module, with every value escaped."""
    return _environment().get_template(template).render(**values)


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("course_lib.grading.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = points
    return environment


def as_shown(
    question: QuestionResult,
    title: str,
    answer: Sequence[str],
    requests: Sequence[tuple[str, str]] = (),
) -> Shown:
    """Return a question as its student may see it.

    Parameters
    ----------
    question : QuestionResult
        What it earned.
    title : str
        What people call it.
    answer : sequence of str
        What the student wrote for it.
    requests : sequence of (str, str)
        Why the student asked for another look, and what a reader answered.

    Returns
    -------
    Shown
        Of a hidden question nothing of what was asked, printed or measured.
    """
    state: str = question.state
    if question.state == "manual":
        state = "unread" if question.score is None else "read"
    if question.hidden and state != "ungraded":
        state = _earned(question)
    more = (question.score or 0.0) - question.points  # a person's, on top
    common: dict[str, Any] = {
        "name": legible(question.name),
        "title": legible(title),
        "score": "–" if question.score is None else points(min(question.score, question.points)),
        "more": points(more) if more > 0.005 else "",
        "points": points(question.points),
        "share": _share(question.score or 0.0, question.points),
        "state": state,
        "word": _WORDS[state],
        "hidden": question.hidden,
        "extra": question.extra,
        "answer": tuple(_cut(part) for part in answer if part.strip()),
        "comment": _cut(question.comment),
        "requests": _legible_requests(requests),
    }
    if question.hidden:
        return Shown(**common, hints=tuple(_cut(hint, 1000) for hint in question.advice))
    return Shown(
        **common,
        hints=tuple(_cut(hint, 1000) for hint in question.hints),
        example=_cut(question.example, 1000),
        message=_cut(question.message, 1000),
        output=_cut(question.output),
    )


def _legible_requests(requests: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((_cut(reason, 2000), _cut(answered, 2000)) for reason, answered in requests)


def _earned(question: QuestionResult) -> str:
    """Return the state of a hidden question as its score alone tells it."""
    if question.score is None:
        return "unread"
    if question.score >= question.points:
        return "passed"
    return "partial" if question.score > 0 else "failed"


def _share(score: float, of: float) -> float:
    return round(100 * min(1.0, max(0.0, score / of)), 1) if of > 0 else 0.0


def _cut(text: str, limit: int = _LONGEST) -> str:
    """Return text that a page can hold: no control characters, not endless."""
    short = encodable("".join(c for c in text if c in "\n\t" or ord(c) >= 32))
    return short if len(short) <= limit else short[:limit] + f"\n… {len(short) - limit} more"
