"""Who is in the class: roster.csv, or what Canvas and Moodle export of it."""

from __future__ import annotations

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from course_lib.arguments import shown
from course_lib.grading.submissions.names import safe
from course_lib.grading.submissions.tables import read_lines
from course_lib.grading.term.people import Person, folded, orders
from course_lib.grading.term.systems import people_of

__all__ = ["COLUMNS", "Roster", "merged", "read_roster", "written"]

COLUMNS = ("student", "name", "email", "section", "canvas", "number", "login", "also")
_ALSO_CALLED = {"e-mail": "email", "mail": "email", "id": "student", "e-mail address": "email"}
_ALONE = {"student": "student", "email": "e-mail", "canvas": "Canvas number", "number": "number"}
_ALONE["login"] = "login"
"""Fields of which no two people have the same value, and what a message calls them."""


class Roster:
    """The people of a class, found by whatever a system says of them.

    Parameters
    ----------
    people : iterable of Person
        No two with the same identifier.
    source : str
        The file's name, for messages.

    Examples
    --------
    >>> roster = Roster([Person("ada", "Ada Lovelace", canvas="1234", also=("ada-byron",))])
    >>> roster.find(name="lovelaceada").student, roster.find("ada-byron").student
    ('ada', 'ada')
    >>> roster.find("lovelaceada-1234", lms="canvas", number="1234").student
    'ada'
    """

    def __init__(self, people: Iterable[Person] = (), source: str = "roster.csv") -> None:
        self.people = tuple(people)
        self.source = source

    def __bool__(self) -> bool:
        return bool(self.people)

    def find(
        self, student: str = "", name: str = "", lms: str = "", number: str = ""
    ) -> Person | None:
        """Return whom a submission is of; None where that is nobody, or may be several.

        Parameters
        ----------
        student : str
            The identifier that its layout gives.
        name : str
            The name that its layout gives.
        lms : str
            The learning system, ``"canvas"`` or ``"moodle"``.
        number : str
            Its number of the student.

        Returns
        -------
        Person or None
            By Canvas' number, then by an identifier, login, address or other name, then by the
            name in any order.
        """
        found = self.candidates(student, name, lms, number)
        return found[0] if len(found) == 1 else None

    def candidates(
        self, student: str = "", name: str = "", lms: str = "", number: str = ""
    ) -> list[Person]:
        """Return all whom a submission may be of.

        Parameters
        ----------
        student, name, lms, number : str
            As for `find`.

        Returns
        -------
        list of Person
            In the roster's order.
        """
        people: Sequence[Person] = self.people
        if lms == "canvas" and number:
            numbered = [one for one in people if one.canvas == number]
            if numbered:
                return numbered
            people = [one for one in people if not one.canvas]  # the others are somebody else
        for text in (student, name):
            key = text.casefold()
            known = [one for one in people if key and key in _keys(one)]
            if known:
                return known
        wanted = {folded(name), folded(student)} - {""}
        return [one for one in people if wanted & _names(one)]

    def similar(self, text: str) -> list[str]:
        """Return the identifiers of those whom a name may have meant.

        Parameters
        ----------
        text : str
            Of nobody in the class.

        Returns
        -------
        list of str
            At most three.
        """
        keys = {key: one.student for one in self.people for key in (*_keys(one), *_names(one))}
        near = difflib.get_close_matches(text.casefold(), keys, n=6, cutoff=0.7)
        return list(dict.fromkeys(keys[key] for key in near))[:3]


def read_roster(path: Path) -> Roster:
    """Return who is in the class.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file with the column ``name``, and those of ``student``, ``email``, ``section``,
        ``canvas``, ``number``, ``login`` and ``also`` (several with semicolons) that are known; or
        an export of Canvas' gradebook, or of Moodle's participants, gradebook or worksheet.

    Returns
    -------
    Roster
        In the file's order.

    Raises
    ------
    ValueError
        It is no such file, or a line is wrong or there twice; one sentence.
    """
    lines = read_lines(path)
    head = [cell.casefold() for cell in lines[0]] if lines else []
    head = [_ALSO_CALLED.get(cell, cell) for cell in head]
    rows = None if "name" in head else people_of(lines)
    if "name" in head:
        cells = [(n, dict(zip(head, line, strict=False))) for n, line in enumerate(lines[1:], 2)]
        rows = [(n, row) for n, row in cells if any(row.values())]
    if rows is None:
        raise ValueError(
            f"{path.name} needs a column 'name', or must be what Canvas exports of its gradebook or"
            f" Moodle of its participants or grades; its columns are {shown(head)}"
        )
    if not rows:
        raise ValueError(f"{path.name} names nobody: write one line a student below the head")
    return Roster(_people(rows, path.name), path.name)


def written(people: Sequence[Person]) -> str:
    """Return a roster as the text of roster.csv.

    Parameters
    ----------
    people : sequence of Person
        The class.

    Returns
    -------
    str
        CSV.

    Examples
    --------
    >>> print(written([Person("ada", "Ada Lovelace", also=("Ada Byron", "adab"))]))
    student,name,email,section,canvas,number,login,also
    ada,Ada Lovelace,,,,,,Ada Byron; adab
    <BLANKLINE>
    """
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in people:
        values = {name: getattr(one, name) for name in COLUMNS} | {"also": "; ".join(one.also)}
        table.writerow(values.values())
    return buffer.getvalue()


def merged(old: Roster, new: Roster) -> tuple[list[Person], list[str], list[str]]:
    """Return a roster brought up to date by an export, and who came and who is no longer in it.

    Identifiers stay, and so do the other names; who is called otherwise now keeps the old name
    among them.

    Parameters
    ----------
    old, new : Roster
        What there was, and what a system exports now.

    Returns
    -------
    people : list of Person
        Those of `old` first; nobody is dropped.
    added, gone : list of str
        Identifiers.
    """
    updated: dict[str, Person] = {}
    added: list[Person] = []
    for one in new.people:
        known = _same(old, one)
        if known is None:
            added.append(one)
            continue
        fields = {name: getattr(one, name) or getattr(known, name) for name in COLUMNS}
        fields |= {"student": known.student, "also": known.also}
        if orders(known.name) != orders(one.name):
            fields["also"] = tuple(dict.fromkeys((*known.also, known.name)))
        updated[known.student] = Person(**fields)
    taken = {one.student.casefold() for one in old.people}
    fresh = [
        replace(one, student=_free(one, taken)) if one.student.casefold() in taken else one
        for one in added
    ]
    people = [updated.get(one.student, one) for one in old.people]
    gone = [one.student for one in old.people if one.student not in updated]
    return people + fresh, [one.student for one in fresh], gone


def _same(roster: Roster, one: Person) -> Person | None:
    """Return who of a roster a person is: by a number or an address before a name."""
    for field in ("canvas", "number", "email", "login"):
        value = getattr(one, field).casefold()
        if value and (hit := [p for p in roster.people if getattr(p, field).casefold() == value]):
            return hit[0]
    return roster.find(name=one.name)


def _free(one: Person, taken: set[str]) -> str:
    return next(
        name
        for name in (f"{safe(one.student)}-{n}" for n in range(2, len(taken) + 3))
        if name.casefold() not in taken
    )


def _people(rows: Sequence[tuple[int, dict[str, str]]], source: str) -> list[Person]:
    locals_ = Counter(_local(row).casefold() for _, row in rows)
    found: list[Person] = []
    lines: dict[tuple[str, str], int] = {}
    for line, row in rows:
        place = f"{source}, line {line}"
        one = _person(row, place, locals_)
        for field, word in _ALONE.items():
            value = getattr(one, field).casefold()
            before = lines.setdefault((field, value), line) if value else line
            if before != line:
                raise ValueError(
                    f"{place}: the {word} {shown(getattr(one, field))} is that of line {before} too"
                )
        found.append(one)
    return found


def _person(row: dict[str, str], place: str, locals_: Counter[str]) -> Person:
    fields = {name: row.get(name, "").strip() for name in COLUMNS}
    if not fields["name"]:
        raise ValueError(f"{place}: name is empty")
    if fields["email"] and "@" not in fields["email"]:
        raise ValueError(f"{place}: {shown(fields['email'])} is not an e-mail address")
    if fields["canvas"] and not fields["canvas"].isdigit():
        raise ValueError(f"{place}: canvas is Canvas' number of a user, not {fields['canvas']!r}")
    given = fields["student"]
    if given and safe(given) != given:
        raise ValueError(f"{place}: {shown(given)} cannot be the name of a folder")
    local = _local(row)
    unique = local if locals_[local.casefold()] == 1 else fields["email"]
    fields["student"] = given or safe(fields["login"] or unique or fields["name"])
    also = tuple(part.strip() for part in fields.pop("also").split(";") if part.strip())
    return Person(**fields, also=also)


def _local(row: dict[str, str]) -> str:
    return row.get("email", "").strip().partition("@")[0]


def _keys(one: Person) -> set[str]:
    """Return what a person is called exactly, in small letters."""
    local = one.email.partition("@")[0]
    keys = (one.student, one.login, one.email, one.number, local, *one.also)
    return {key.casefold() for key in keys if key}


def _names(one: Person) -> set[str]:
    return set().union(*(orders(name) for name in (one.name, *one.also)))
