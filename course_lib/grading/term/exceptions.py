"""What was granted to whom: extensions and excuses, in one table that a person keeps."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from course_lib.arguments import shown
from course_lib.grading.lateness import moment
from course_lib.grading.submissions.tables import read_rows
from course_lib.grading.submissions.times import read_time
from course_lib.grading.term.roster import Roster

__all__ = ["Exceptions", "Granted", "read_exceptions", "student_in"]

EVERY = "all"
_MORE = re.compile(r"\+ ?(\d{1,3}) ?(day|hour)s?", re.IGNORECASE)


@dataclass(frozen=True)
class Granted:
    """What one student was granted for one exercise.

    Parameters
    ----------
    excused : bool
        The exercise does not count.
    until : datetime.datetime or None
        Another deadline.
    more : datetime.timedelta
        Time beyond the deadline.
    reason : str
        For whoever keeps the table.

    Examples
    --------
    >>> Granted(more=timedelta(days=2)).deadline(moment("2027-03-01T23:59:00+01:00")).isoformat()
    '2027-03-03T22:59:00+00:00'
    """

    excused: bool = False
    until: datetime | None = None
    more: timedelta = timedelta(0)
    reason: str = ""

    @property
    def extended(self) -> bool:
        """Whether there is another deadline."""
        return self.until is not None or bool(self.more)

    def deadline(self, deadline: datetime | None) -> datetime | None:
        """Return the student's own deadline.

        Parameters
        ----------
        deadline : datetime.datetime or None
            The exercise's.

        Returns
        -------
        datetime.datetime or None
            None where the exercise has none.
        """
        if deadline is None:
            return None
        return self.until or moment(deadline) + self.more


class Exceptions:
    """All that was granted.

    Parameters
    ----------
    granted : mapping of (str, str) to Granted
        By student and exercise; the exercise ``"all"`` is each that has none of its own.

    Examples
    --------
    >>> more = Granted(more=timedelta(days=2))
    >>> granted = Exceptions({("ada", "all"): more, ("ada", "02-b"): Granted(excused=True)})
    >>> granted.of("ada", "01-a") == more, granted.of("ada", "02-b").excused
    (True, True)
    """

    def __init__(self, granted: dict[tuple[str, str], Granted] | None = None) -> None:
        self._granted = granted or {}

    def __bool__(self) -> bool:
        return bool(self._granted)

    def of(self, student: str, exercise: str) -> Granted:
        """Return what a student was granted for an exercise.

        Parameters
        ----------
        student, exercise : str
            Whom and for which.

        Returns
        -------
        Granted
            One that changes nothing where there is nothing.
        """
        own = self._granted.get((student, exercise))
        return own or self._granted.get((student, EVERY)) or Granted()


def read_exceptions(
    path: Path,
    exercises: Collection[str],
    roster: Roster | None = None,
    students: Iterable[str] = (),
) -> Exceptions:
    """Return what was granted.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file with the columns ``student``, ``exercise`` (or ``all``) and ``granted``:
        ``excused``, ``+2 days``, ``+12 hours`` or a time with its zone; ``reason`` is free.
    exercises : collection of str
        Those that there are.
    roster : Roster, optional
        By which students are found, by name or identifier.
    students : iterable of str
        Others who are known, from results.

    Returns
    -------
    Exceptions
        By the roster's identifiers.

    Raises
    ------
    ValueError
        A line names nobody or nothing that there is, says nothing that can be granted, or
        contradicts another; one sentence.
    """
    known = {one.casefold(): one for one in students}
    granted: dict[tuple[str, str], Granted] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, row in read_rows(path, ("student", "exercise", "granted")):
        place = f"{path.name}, line {line}"
        student = student_in(row["student"], place, roster or Roster(), known)
        exercise = EVERY if row["exercise"].casefold() == EVERY else row["exercise"]
        if exercise != EVERY and exercise not in exercises:
            raise ValueError(
                f"{place}: there is no exercise {shown(exercise)}, but {', '.join(exercises)}"
            )
        key = (student, exercise)
        if key in granted:
            raise ValueError(f"{place}: {student} and {exercise} stand in line {lines[key]} too")
        lines[key] = line
        granted[key] = _granted(row["granted"], row.get("reason", ""), place)
    return Exceptions(granted)


def student_in(text: str, place: str, roster: Roster, known: dict[str, str]) -> str:
    """Return the identifier of whom a line of a table names.

    Parameters
    ----------
    text : str
        A name or an identifier.
    place : str
        The line, for the message.
    roster : Roster
        The class.
    known : dict of str to str
        Others, by their identifiers in small letters.

    Returns
    -------
    str
        The identifier.

    Raises
    ------
    ValueError
        It is nobody, or may be several.
    """
    people = roster.candidates(text, text)
    if len(people) == 1:
        return people[0].student
    if people:
        who = " or ".join(one.student for one in people)
        raise ValueError(f"{place}: {shown(text)} may be {who}: write one of these")
    if text.casefold() in known or not (roster or known):
        return known.get(text.casefold(), text)
    near = roster.similar(text)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ValueError(f"{place}: there is no student {shown(text)}{hint}")


def _granted(text: str, reason: str, place: str) -> Granted:
    if text.casefold() in ("excused", "ex"):
        return Granted(excused=True, reason=reason)
    if match := _MORE.fullmatch(text):
        unit = f"{match[2].lower()}s"
        return Granted(more=timedelta(**{unit: int(match[1])}), reason=reason)
    try:
        until, supposed = read_time(text)
    except ValueError:
        raise ValueError(
            f"{place}: granted is excused, +2 days, +12 hours or a time as"
            f" 2027-03-08T23:59:00+01:00, got {shown(text)}"
        ) from None
    if supposed or _without_zone(text):
        told = supposed or f"{shown(text)} has no zone"
        raise ValueError(f"{place}: {told}: write an offset, as +01:00")
    return Granted(until=until, reason=reason)


def _without_zone(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False
