"""A term's scores as tables: for a spreadsheet, for the gradebooks of Canvas and of Moodle."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from course_lib.arguments import choice
from course_lib.grading.reports.exporting import FORMATS, guarded
from course_lib.grading.term.people import Person
from course_lib.grading.term.roster import Roster
from course_lib.grading.term.totals import Entry, Total

__all__ = ["table", "unsettled"]


def table(
    totals: Sequence[Total],
    format: str = "csv",
    *,
    roster: Roster | None = None,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Return the scores of all exercises as CSV text.

    ``"canvas"`` is what Canvas' gradebook imports, a column an exercise and ``EX`` for who is
    excused. ``"moodle"`` is for *Grades > Import > CSV file*: the columns are chosen there, the
    address or the ID number to find people by, and an empty cell says that there is no grade.
    Both leave out whom `unsettled` names. ``"csv"`` has everybody, and the totals.

    Parameters
    ----------
    totals : sequence of Total
        Of a class.
    format : str
        ``"csv"``, ``"canvas"`` or ``"moodle"``.
    roster : Roster, optional
        The class, with the numbers by which Canvas and Moodle know it.
    titles : mapping of str to str, optional
        By exercise: the name of its assignment in Canvas.

    Returns
    -------
    str
        The table; no cell of it begins a formula in a spreadsheet.

    Examples
    --------
    >>> ada = Total("ada", "Ada Lovelace", "A", (Entry("01-a", 6.0, 8.0, 8.0),))
    >>> print(table([ada]))
    student,name,email,section,01-a,total,unread,dropped,late_days_left
    ada,Ada Lovelace,,A,6,75,0,,0
    <BLANKLINE>
    """
    choice(format, "format", FORMATS)
    people = {one.student: one for one in (roster or Roster()).people}
    titles = titles or {}
    kept = totals if format == "csv" else [one for one in totals if not _waits(one)]
    exercises = [(entry.exercise, entry.points) for entry in totals[0].entries] if totals else []
    names = [guarded(titles.get(name) or name) for name, _ in exercises]
    if format == "canvas":
        rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *names]]
        rows.append(["    Points Possible", "", "", "", "", *(_number(p) for _, p in exercises)])
        rows += [_canvas(one, people.get(one.student)) for one in kept]
    elif format == "moodle":
        rows = [["Full name", "Email address", "ID number", *names]]
        rows += [_moodle(one, people.get(one.student)) for one in kept]
    else:
        own = [guarded(name) for name, _ in exercises]
        rows = [["student", "name", "email", "section", *own]]
        rows[0] += ["total", "unread", "dropped", "late_days_left"]
        rows += [_everything(one, people.get(one.student)) for one in kept]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def unsettled(totals: Sequence[Total], format: str) -> list[str]:
    """Return what a table does not hold as it is, a sentence each.

    Parameters
    ----------
    totals : sequence of Total
        As for `table`.
    format : str
        As for `table`.

    Returns
    -------
    list of str
        Empty where the table says all.

    Examples
    --------
    >>> unsettled([Total("ada", "Ada", "", (Entry("01-a", 0.0, 8.0, 8.0, "open"),))], "moodle")
    ['Left out, for a cell of theirs would be empty and may erase a grade: ada.']
    """
    if format == "csv":
        return []
    said = []
    waiting = [one.student for one in totals if _waits(one)]
    if waiting:
        said.append(
            "Left out, for a cell of theirs would be empty and may erase a grade:"
            f" {', '.join(waiting)}."
        )
    free = [
        f"{one.student} ({entry.exercise})"
        for one in totals
        for entry in one.entries
        if entry.status == "excused" and not _waits(one)
    ]
    if free and format == "moodle":
        said.append(
            f"Excused, with an empty cell: {', '.join(free)}; exclude these grades in Moodle."
        )
    return said


def _waits(one: Total) -> bool:
    return one.unread > 0 or any(entry.status == "open" for entry in one.entries)


def _canvas(one: Total, person: Person | None) -> list[str]:
    words = [one.name, "", "", one.student, one.section]
    if person is not None:
        words = [person.name, person.canvas, person.number, person.login, person.section]
        if not (person.canvas or person.number or person.login):
            words[3] = one.student
    return [*map(guarded, words), *(_cell(entry, "EX") for entry in one.entries)]


def _moodle(one: Total, person: Person | None) -> list[str]:
    known = ("", "") if person is None else (person.email, person.number)
    return [*map(guarded, (one.name, *known)), *(_cell(entry, "") for entry in one.entries)]


def _everything(one: Total, person: Person | None) -> list[str]:
    email = "" if person is None else person.email
    words = [one.student, one.name, email, one.section]
    gone = " ".join(entry.exercise for entry in one.entries if entry.dropped)
    total = "" if one.percent is None else _number(one.percent)
    cells = [_cell(entry, "excused") for entry in one.entries]
    return [*map(guarded, words), *cells, total, str(one.unread), gone, str(one.late_days_left)]


def _cell(entry: Entry, excused: str) -> str:
    if entry.status == "excused":
        return excused
    return "" if entry.status == "open" else _number(entry.earned)


def _number(value: float) -> str:
    return f"{round(value, 4):.12g}"
