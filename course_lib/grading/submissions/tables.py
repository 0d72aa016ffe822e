"""What an instructor adds to a download: when each student handed in, and who is in a group."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from course_lib.arguments import shown
from course_lib.grading.submissions.names import legible
from course_lib.grading.submissions.times import decoded, read_time

__all__ = ["Member", "read_groups", "read_lines", "read_rows", "read_times", "squeezed"]


@dataclass(frozen=True)
class Member:
    """A student who hands in with a group.

    Parameters
    ----------
    name : str
        The student's name.
    number : str or None
        By which Canvas (user) or Moodle (participant) knows the student.

    Examples
    --------
    >>> Member("Ada Lovelace", "501").number
    '501'
    """

    name: str
    number: str | None = None


def read_times(path: Path) -> dict[str, datetime]:
    """Return when each student handed in.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file with the columns ``student`` and ``submitted``; the student is the name, the
        identifier or the number in the learning system.

    Returns
    -------
    dict of str to datetime.datetime
        Moments in UTC, by student.

    Raises
    ------
    ValueError
        No such file or column, a line without a time, or a zone that is not known.
    """
    found: dict[str, datetime] = {}
    for line, row in read_rows(path, ("student", "submitted")):
        try:
            moment, supposed = read_time(row["submitted"])
        except ValueError:
            raise ValueError(
                f"{path.name}, line {line}: submitted must be a time as 2026-03-01T23:59:00+01:00,"
                f" got {shown(row['submitted'])}"
            ) from None
        if supposed:
            raise ValueError(f"{path.name}, line {line}: {supposed}: write an offset, as +01:00")
        if found.setdefault(row["student"], moment) != moment:
            raise ValueError(f"{path.name}, line {line}: {shown(row['student'])} has two times")
    return found


def read_groups(path: Path) -> dict[str, list[Member]]:
    """Return the members of each group.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file with the columns ``group`` and ``student``, and ``number`` where scores go back
        to Canvas or Moodle; one line a student.

    Returns
    -------
    dict of str to list of Member
        By the group's name, squeezed.

    Raises
    ------
    ValueError
        No such file or column, or a student who is in two groups.
    """
    found: dict[str, list[Member]] = {}
    seen: set[tuple[str, str]] = set()
    for line, row in read_rows(path, ("group", "student")):
        who = (row["student"], row.get("number", ""))
        if who in seen:
            raise ValueError(f"{path.name}, line {line}: {shown(who[0])} is there twice")
        seen.add(who)
        found.setdefault(squeezed(row["group"]), []).append(Member(who[0], who[1] or None))
    return found


def squeezed(name: str) -> str:
    """Return a name in small letters, with nothing but letters and digits, as Canvas writes it.

    Examples
    --------
    >>> squeezed("Team Alpha-2")
    'teamalpha2'
    """
    return "".join(c for c in name.casefold() if c.isalnum())


def read_lines(path: Path) -> list[list[str]]:
    """Return the cells of a table, line by line; commas, semicolons or tabs part them.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file in UTF-8, or with a mark that says what else it is in.

    Returns
    -------
    list of list of str
        Cells that can be printed, in the file's order; the first line is its head.

    Raises
    ------
    ValueError
        It cannot be read as such a table.
    """
    try:
        content = path.read_bytes()
        text = decoded(content)
    except UnicodeDecodeError:
        kind = "a workbook" if content.startswith(b"PK") else "not in UTF-8"
        raise ValueError(f"{path.name} is {kind}: save it as CSV UTF-8") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    if text.startswith("PK\x03\x04"):
        raise ValueError(f"{path.name} is a workbook: save it as CSV UTF-8")
    first = text.splitlines()[0] if text.strip() else ""
    mark = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error as error:
        raise ValueError(f"{path.name} is not a CSV table: {error}") from None
    return [[legible(cell) for cell in line] for line in lines]


def read_rows(path: Path, needed: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Return the lines of a table by its head, with their numbers.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file.
    needed : tuple of str
        Columns, in small letters, of which no cell may be empty.

    Returns
    -------
    list of (int, dict of str to str)
        Number of the line, and its cells by column; empty lines are left out.

    Raises
    ------
    ValueError
        It is no table, or a column or a cell is missing.
    """
    lines = read_lines(path)
    head = [cell.casefold() for cell in lines[0]] if lines else []
    missing = [name for name in needed if name not in head]
    if missing:
        raise ValueError(f"{path.name} needs a column {missing[0]!r}, got {shown(head)}")
    found = []
    for number, cells in enumerate(lines[1:], start=2):
        row = dict(zip(head, cells, strict=False))
        if not any(row.values()):
            continue
        empty = [name for name in needed if not row.get(name)]
        if empty:
            raise ValueError(f"{path.name}, line {number}: {empty[0]} is empty")
        found.append((number, row))
    return found
