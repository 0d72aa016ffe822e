"""Pages of a term: one for those who teach, with everybody, and one for each student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from markupsafe import Markup

from course_lib.grading.reports.figures import distribution
from course_lib.grading.reports.pages import render
from course_lib.grading.reports.writing import write_pages
from course_lib.grading.submissions.names import identifiers, legible
from course_lib.grading.term.settings import TermSettings
from course_lib.grading.term.totals import Entry, Total

__all__ = ["term_page", "term_student_page", "write_term"]


def write_term(
    totals: Sequence[Total],
    folder: Path,
    *,
    settings: TermSettings | None = None,
    titles: Mapping[str, str] | None = None,
) -> Path:
    """Write the page of the class and one for each student.

    They take the place of those before together, or not at all.

    Parameters
    ----------
    totals : sequence of Total
        Of a class.
    folder : pathlib.Path
        Gets ``index.html`` for the instructors and ``students/NAME.html`` for each student.
    settings : TermSettings, optional
        How exercises became a total.
    titles : mapping of str to str, optional
        What people call the exercises.

    Returns
    -------
    pathlib.Path
        The class's page.

    Raises
    ------
    ValueError
        The folder holds other things than reports.
    """
    files = identifiers(one.student for one in totals)
    pages = {one.student: f"students/{files[one.student]}.html" for one in totals}
    written = {
        pages[one.student]: term_student_page(one, settings=settings, titles=titles)
        for one in totals
    }
    links = {student: quote(file) for student, file in pages.items()}
    index = term_page(totals, settings=settings, titles=titles, pages=links)
    return write_pages(written | {"index.html": index}, folder)


def term_page(
    totals: Sequence[Total],
    *,
    settings: TermSettings | None = None,
    titles: Mapping[str, str] | None = None,
    pages: Mapping[str, str] | None = None,
) -> str:
    """Return the page of the class, complete in itself.

    Parameters
    ----------
    totals : sequence of Total
        Of a class.
    settings : TermSettings, optional
        How exercises became a total.
    titles : mapping of str to str, optional
        What people call the exercises.
    pages : mapping of str to str, optional
        Addresses of the students' pages.

    Returns
    -------
    str
        An HTML document.

    Examples
    --------
    >>> ada = Total("ada", "Ada Lovelace", "A", (Entry("01-a", 6.0, 8.0, 8.0),))
    >>> "Ada Lovelace" in term_page([ada])
    True
    """
    settings = settings or TermSettings()
    known = [one.percent for one in totals if one.percent is not None]
    return render(
        "term-class.html",
        title=legible(settings.title) or "The term",
        totals=totals,
        names=_told_apart(totals),
        sections=sorted({one.section for one in totals} - {""}),
        exercises=_exercises(totals, titles or {}),
        mean=float(np.mean(known)) if known else float("nan"),
        median=float(np.median(known)) if known else float("nan"),
        unread=sum(one.unread for one in totals),
        nothing=sum(e.status == "nothing handed in" for one in totals for e in one.entries),
        figure=Markup(distribution(known, 100, unit="%", of="students") if known else ""),
        rule=_rule(settings),
        pages=dict(pages or {}),
        word=_word,
    )


def term_student_page(
    total: Total,
    *,
    settings: TermSettings | None = None,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Return a student's page, complete in itself, with nothing of anybody else.

    Parameters
    ----------
    total : Total
        What the student has.
    settings : TermSettings, optional
        How exercises became a total.
    titles : mapping of str to str, optional
        What people call the exercises.

    Returns
    -------
    str
        An HTML document.

    Examples
    --------
    >>> ada = Total("ada", "Ada Lovelace", "A", (Entry("01-a", 6.0, 8.0, 8.0, dropped=True),))
    >>> "Ada Lovelace" in term_student_page(ada), "dropped" in term_student_page(ada)
    (True, True)
    """
    settings = settings or TermSettings()
    titles = titles or {}
    whole = sum(entry.weight for entry in total.entries if entry.counts)
    return render(
        "term-student.html",
        title=legible(settings.title) or "The term",
        student=legible(total.name) or total.student,
        total=total,
        settings=settings,
        rule=_rule(settings),
        open=[entry for entry in total.entries if entry.status == "open"],
        entries=[
            {
                "entry": entry,
                "title": legible(titles.get(entry.exercise, "")),
                "word": _word(entry),
                "bar": round(100 * min(1.0, max(0.0, entry.share)), 1),
                "part": 100 * entry.weight / whole if entry.counts and whole else 0.0,
            }
            for entry in total.entries
        ],
    )


def _exercises(totals: Sequence[Total], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    found = []
    for place, first in enumerate(totals[0].entries if totals else ()):
        entries = [one.entries[place] for one in totals]
        counted = [one for one in entries if one.status not in ("excused", "open")]
        mean = float(np.mean([one.earned for one in counted])) if counted else float("nan")
        found.append(
            {
                "name": first.exercise,
                "title": legible(titles.get(first.exercise, "")),
                "points": first.points,
                "weight": first.weight,
                "mean": mean,
                "nothing": sum(one.status == "nothing handed in" for one in entries),
                "unread": sum(one.unread for one in entries),
            }
        )
    return found


def _word(entry: Entry) -> str:
    """Return why an exercise does not count as it stands, in a word or two."""
    if entry.status:
        return entry.status
    if entry.weight == 0:
        return "no weight"
    return "dropped" if entry.dropped else ""


def _rule(settings: TermSettings) -> str:
    """Return in words how exercises become a total."""
    said = ["Each exercise weighs " + ("what is stated." if settings.weights else "its points.")]
    if settings.drop_lowest:
        count = settings.drop_lowest
        which = "The one exercise" if count == 1 else f"The {count} exercises"
        said.append(f"{which} without which the total is best {'does' if count == 1 else 'do'} not")
        said[-1] += " count."
    if settings.late_days:
        said.append(f"{settings.late_days} late days cost nothing, all exercises together.")
    return " ".join(said)


def _told_apart(totals: Sequence[Total]) -> dict[str, str]:
    shown = {one.student: legible(one.name) or one.student for one in totals}
    every = list(shown.values())
    return {
        student: name if every.count(name) == 1 else f"{name} ({student})"
        for student, name in shown.items()
    }
