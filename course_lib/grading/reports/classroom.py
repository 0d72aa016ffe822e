"""The class's page: how the exercise went, which questions to look at, whom to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from course_lib.grading.reports.figures import distribution
from course_lib.grading.reports.pages import points, render
from course_lib.grading.reports.similarity import Pair
from course_lib.grading.reports.statistics import QuestionStatistics, by_question, overview
from course_lib.grading.results import SubmissionResult
from course_lib.grading.submissions.names import legible

__all__ = ["class_page"]

_WEAK = 0.1
"""Discrimination below which a question is marked."""

_ORDER = (
    "passed",
    "read",
    "partial",
    "failed",
    "error",
    "timeout",
    "missing",
    "unread",
    "ungraded",
)


def class_page(
    results: Sequence[SubmissionResult],
    *,
    title: str = "",
    names: Mapping[str, str] | None = None,
    pages: Mapping[str, str] | None = None,
    pairs: Sequence[Pair] = (),
    titles: Mapping[str, str] | None = None,
    absent: Sequence[str] = (),
    excused: Sequence[str] = (),
) -> str:
    """Return the class's page, complete in itself; it shows hidden questions too.

    Parameters
    ----------
    results : sequence of SubmissionResult
        Of one exercise, one for each student.
    title : str
        The exercise's title; its name when empty.
    names : mapping of str to str, optional
        Students' names by identifier.
    pages : mapping of str to str, optional
        Addresses of the students' pages, relative to this one.
    pairs : sequence of Pair
        Submissions that resemble each other.
    titles : mapping of str to str, optional
        What people call the questions, by name.
    absent, excused : sequence of str
        Who handed in nothing, which counts 0, and for whom the exercise does not count.

    Returns
    -------
    str
        An HTML document.

    Examples
    --------
    >>> "Nothing has been handed in yet." in class_page([], title="Normalisation")
    True
    """
    students = {s for pair in pairs for s in pair.students} | {r.student for r in results}
    students |= {*absent, *excused}
    shown = _told_apart({s: legible((names or {}).get(s, "")) or s for s in students})
    ordered = sorted(results, key=lambda r: (shown[r.student].casefold(), r.student))
    return render(
        "class.html",
        title=legible(title) or (results[0].exercise if results else "Exercise"),
        seen=overview(ordered),
        figure=_figure(ordered),
        weak=_WEAK,
        questions=[
            _question(one, (titles or {}).get(one.name, "")) for one in by_question(ordered)
        ],
        unread=_unread(ordered),
        faults=[
            (result.student, question.name, *question.fault.partition("\n")[::2])
            for result in ordered
            for question in result.questions
            if question.state == "ungraded"
        ],
        pairs=pairs,
        absent=sorted(absent, key=lambda one: shown[one].casefold()),
        excused=sorted(excused, key=lambda one: shown[one].casefold()),
        troubled=[(r.student, r.problems) for r in ordered if r.problems],
        time=_time(ordered),
        rows=[_row(result) for result in ordered],
        names=shown,
        pages={student: (pages or {}).get(student, "") for student in students},
    )


def _told_apart(names: dict[str, str]) -> dict[str, str]:
    counts = Counter(names.values())
    return {
        student: name if counts[name] == 1 or name == student else f"{name} ({student})"
        for student, name in names.items()
    }


def _figure(results: Sequence[SubmissionResult]) -> Markup:
    if not results:
        return Markup()
    most = max(result.points for result in results)
    return Markup(distribution([result.final for result in results], most))  # our own drawing


def _question(one: QuestionStatistics, title: str) -> dict[str, Any]:
    count = sum(one.states.values())
    kinds = {"hidden": one.hidden, "extra": one.extra, "by hand": one.manual}
    return {
        "name": one.name,
        "title": legible(title),
        "points": points(one.points),
        "kinds": [kind for kind, holds in kinds.items() if holds],
        "difficulty": _decimal(one.difficulty),
        "share": 0 if np.isnan(one.difficulty) else round(100 * min(1, one.difficulty), 1),
        "discrimination": _decimal(one.discrimination),
        "weak": one.discrimination < _WEAK,
        "states": [
            (state, one.states[state], round(100 * one.states[state] / count, 2))
            for state in _ORDER
            if state in one.states
        ],
        "failures": one.failures,
    }


def _decimal(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.2f}".replace("-", "−")


def _unread(results: Sequence[SubmissionResult]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for result in results:
        for question in result.questions:
            if question.score is None and question.state != "ungraded":
                found.setdefault(question.name, []).append(result.student)
    return list(found.items())


def _time(results: Sequence[SubmissionResult]) -> dict[str, Any]:
    if not results:
        return {}
    seconds = np.array([result.seconds for result in results])
    slowest = sorted(results, key=lambda r: (-r.seconds, r.student))[:5]
    total = float(seconds.sum())
    return {
        "median": float(np.median(seconds)),
        "most": float(seconds.max()),
        "total": f"{total / 60:.1f} minutes" if total >= 120 else f"{total:.0f} s",
        "slowest": [(result.student, result.seconds) for result in slowest],
    }


def _row(result: SubmissionResult) -> dict[str, Any]:
    return {
        "student": result.student,
        "final": result.final,
        "late_days": result.late_days,
        "penalty": result.penalty,
        "problems": bool(result.problems),
        "unread": sum(
            question.score is None and question.state != "ungraded" for question in result.questions
        ),
        "ungraded": sum(question.state == "ungraded" for question in result.questions),
    }
