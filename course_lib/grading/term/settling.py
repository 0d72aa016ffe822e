"""Results of a term as they count: the roster's students, their extensions, their late days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from course_lib.grading.lateness import DAYS_UNKNOWN, lateness, moment
from course_lib.grading.results import SubmissionResult
from course_lib.grading.settings import Late, read_settings
from course_lib.grading.term.enrolling import listing
from course_lib.grading.term.exceptions import Exceptions, read_exceptions
from course_lib.grading.term.roster import Roster, read_roster
from course_lib.grading.term.settings import TermSettings, read_term_settings

__all__ = ["Rules", "Term", "in_class", "read_term", "settled"]


@dataclass(frozen=True)
class Rules:
    """What an exercise says of its time.

    Parameters
    ----------
    name, title : str
        Of the exercise.
    deadline : datetime.datetime or None
        With its zone.
    late : Late
        What lateness costs.

    Examples
    --------
    >>> Rules("01-a").late.per_day
    0.0
    """

    name: str
    title: str = ""
    deadline: datetime | None = None
    late: Late = field(default_factory=Late)

    @classmethod
    def read(cls, folder: Path) -> Rules:
        """Return those of the exercise in a folder, without running its checks."""
        table = read_settings(folder / "exercise.toml")
        return cls(folder.name, table["title"], table["deadline"], table["late"])


@dataclass(frozen=True)
class Term:
    """Who is in the class, what was granted, and how exercises become a total.

    Parameters
    ----------
    roster : Roster
        Empty where there is none.
    exceptions : Exceptions
        Extensions and excuses.
    settings : TermSettings
        Weights, dropped exercises, late days.

    Examples
    --------
    >>> bool(Term().roster)
    False
    """

    roster: Roster = field(default_factory=Roster)
    exceptions: Exceptions = field(default_factory=Exceptions)
    settings: TermSettings = field(default_factory=TermSettings)


def read_term(folder: Path, exercises: Collection[str], students: Iterable[str] = ()) -> Term:
    """Return what is in a folder of roster.csv, exceptions.csv and term.toml; none is needed.

    Parameters
    ----------
    folder : pathlib.Path
        Where they lie.
    exercises : collection of str
        Those that there are.
    students : iterable of str
        Who has results, for a class without a roster.

    Returns
    -------
    Term
        What is not there changes nothing.

    Raises
    ------
    ValueError
        A file is wrong; one sentence.
    """
    roster, granted, settings = (
        folder / name for name in ("roster.csv", "exceptions.csv", "term.toml")
    )
    people = read_roster(roster) if roster.is_file() else Roster()
    return Term(
        people,
        read_exceptions(granted, exercises, people, students)
        if granted.is_file()
        else Exceptions(),
        read_term_settings(settings, exercises) if settings.is_file() else TermSettings(),
    )


def in_class(
    results: Sequence[SubmissionResult], roster: Roster, names: Mapping[str, str]
) -> tuple[list[SubmissionResult], dict[str, str], list[str]]:
    """Return an exercise's results under the roster's identifiers.

    Parameters
    ----------
    results : sequence of SubmissionResult
        Of one exercise, perhaps graded before there was a roster.
    roster : Roster
        The class.
    names : mapping of str to str
        Students' names by the results' identifiers.

    Returns
    -------
    results : list of SubmissionResult
        One for each student, sorted.
    before : dict of str to str
        The identifier that each had, by which the gradebook and the notebooks are found.
    faults : list of str
        A sentence for whoever has two, or is not in the class.
    """
    kept: dict[str, tuple[SubmissionResult, str]] = {}
    faults, strangers = [], []
    for one in results:
        who = roster.find(one.student, names.get(one.student, ""), one.lms, one.lms_id)
        if who is None and roster:
            strangers.append(one.student)
        mine = one if who is None else one.replace(student=who.student)
        before = kept.get(mine.student)
        if before is None:
            kept[mine.student] = mine, one.student
            continue
        newer, older = sorted(
            [before, (mine, one.student)],
            key=lambda pair: (pair[0].submitted or "", pair[1] == mine.student),
            reverse=True,
        )
        kept[mine.student] = newer
        faults.append(
            f"{mine.student} has two results of {one.exercise}, of {older[1]!r} and {newer[1]!r}:"
            f" that of {newer[1]!r} counts."
        )
    if strangers:
        faults.append(f"Not in {roster.source}: {listing(strangers)}.")
    before_that = {student: pair[1] for student, pair in kept.items()}
    return [kept[student][0] for student in sorted(kept)], before_that, faults


def settled(
    results: Mapping[str, Sequence[SubmissionResult]], rules: Mapping[str, Rules], term: Term
) -> dict[str, list[SubmissionResult]]:
    """Return results with the days and penalties that hold for each student.

    Late days that cost nothing go to the exercises in the order of their deadlines. A day too late
    to be accepted at all uses none.

    Parameters
    ----------
    results : mapping of str to sequence of SubmissionResult
        By exercise, under the roster's identifiers.
    rules : mapping of str to Rules
        By exercise.
    term : Term
        What was granted, and how many days are free.

    Returns
    -------
    dict of str to list of SubmissionResult
        By exercise, as given.
    """
    left: dict[str, int] = {}
    done: dict[str, list[SubmissionResult]] = {}
    last = datetime.max.replace(tzinfo=UTC)
    order = sorted(results, key=lambda name: (moment(rules[name].deadline or last), name))
    for name in order:
        done[name] = []
        for one in results[name]:
            budget = left.get(one.student, term.settings.late_days)
            timed = _timed(one, rules[name], term.exceptions, budget)
            left[one.student] = budget - timed.free_days
            done[name].append(timed)
    return {name: done[name] for name in results}


def _timed(
    result: SubmissionResult, rules: Rules, exceptions: Exceptions, budget: int
) -> SubmissionResult:
    granted = exceptions.of(result.student, result.exercise)
    # The mark of a learning system is by its own date, so it says nothing after an extension.
    marked = result.submitted is None and result.late_days > 0 and not granted.extended
    late = lateness(
        result.submitted,
        granted.deadline(rules.deadline),
        marked=marked,
        per_day=rules.late.per_day,
        days=rules.late.days,
    )
    free = 0 if granted.excused or late.late_days > rules.late.days else min(budget, late.late_days)
    paid = late.late_days - free
    penalty = min(1.0, round(paid * rules.late.per_day, 12)) if free else late.penalty
    kept = (one for one in result.problems if late.late_days or one != DAYS_UNKNOWN)
    return result.replace(
        late_days=late.late_days, penalty=penalty, free_days=free, problems=tuple(kept)
    )
