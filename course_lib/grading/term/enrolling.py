"""Submissions under the names of the roster, and who handed in nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from textwrap import shorten

from course_lib.grading.submissions import Submission
from course_lib.grading.term.exceptions import Exceptions
from course_lib.grading.term.roster import Roster

__all__ = ["absent", "enrolled", "listing"]


def enrolled(
    handed: Sequence[Submission], roster: Roster, exceptions: Exceptions | None = None
) -> tuple[list[Submission], list[str]]:
    """Return submissions under the identifiers of the roster, and a sentence for what is unclear.

    Parameters
    ----------
    handed : sequence of Submission
        From `submissions.collect`.
    roster : Roster
        The class; an empty one changes nothing.
    exceptions : Exceptions, optional
        Who is excused, and is not missed.

    Returns
    -------
    submissions : list of Submission
        One for each student and exercise, sorted; who is not in the roster keeps the name that the
        layout gives.
    faults : list of str
        A sentence each.
    """
    if not roster:
        return list(handed), []
    kept: dict[tuple[str, str], tuple[Submission, Submission]] = {}
    faults: list[str] = []
    strangers: list[str] = []
    for one in handed:
        found = roster.candidates(one.student, one.name, one.lms, one.lms_id or "")
        if len(found) > 1:
            faults.append(
                f"{one.student} may be {' or '.join(who.student for who in found)} of"
                f" {roster.source}: write {one.student!r} into the column also of the right one."
            )
        elif not found:
            strangers.append(one.student)
        is_known = len(found) == 1
        mine = replace(one, student=found[0].student, name=found[0].name) if is_known else one
        key = (mine.exercise, mine.student)
        if key in kept:
            newer = max(kept[key], (mine, one), key=lambda pair: _age(pair[0]))
            older = kept[key] if newer[1] is one else (mine, one)
            faults.append(
                f"{mine.student} handed in {mine.exercise} twice, as {older[1].student!r} and,"
                f" newer, {newer[1].student!r}: the newer one counts."
            )
            kept[key] = newer
        else:
            kept[key] = (mine, one)
    if strangers:
        faults.append(
            f"Not in {roster.source}, and graded under the names that they have here:"
            f" {listing(dict.fromkeys(strangers))}."
        )
    found_all = [pair[0] for pair in kept.values()]
    for exercise in sorted({one.exercise for one in found_all}):
        missing = [
            one
            for one in absent(roster, [s.student for s in found_all if s.exercise == exercise])
            if exceptions is None or not exceptions.of(one, exercise).excused
        ]
        if missing:
            faults.append(f"Handed in nothing of {exercise}, which counts 0: {listing(missing)}.")
    return sorted(found_all, key=lambda one: (one.exercise, one.student)), faults


def absent(roster: Roster, students: Iterable[str]) -> list[str]:
    """Return who of the class is not among some students.

    Examples
    --------
    >>> from course_lib.grading.term.people import Person
    >>> absent(Roster([Person("ada", "Ada"), Person("alan", "Alan")]), ["ada"])
    ['alan']
    """
    there = set(students)
    return [one.student for one in roster.people if one.student not in there]


def listing(names: Iterable[str]) -> str:
    """Return names as a sentence has them: as many as fit, and how many there are.

    Examples
    --------
    >>> listing(["ada", "alan"]), listing(f"student{n}" for n in range(900))[-11:]
    ('ada, alan', 't27 … (900)')
    """
    every = list(names)
    text = ", ".join(every)
    if len(text) <= 300:
        return text
    return (
        shorten(text, 300, placeholder=" …").removesuffix(" …").rstrip(",") + f" … ({len(every)})"
    )


def _age(one: Submission) -> tuple[datetime, float]:
    changed = one.file.changed if one.file is not None else 0.0
    return one.submitted or datetime.min.replace(tzinfo=UTC), changed
