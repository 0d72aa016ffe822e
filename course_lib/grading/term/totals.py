"""What a term comes to for each student: weights, dropped exercises, excuses, noughts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from course_lib.grading.results import SubmissionResult
from course_lib.grading.term.settling import Rules, Term

__all__ = ["Entry", "Total", "dropped", "totals"]


@dataclass(frozen=True)
class Entry:
    """A student in one exercise.

    Parameters
    ----------
    exercise : str
        Which.
    earned, points : float
        After lateness, and what can be earned without extra credit.
    weight : float
        Of the exercise; 0 where it does not count.
    status : str
        ``"nothing handed in"``, ``"excused"``, ``"open"`` (the student's own deadline is to come),
        or empty.
    dropped : bool
        Whether it is one of those that do not count.
    unread : int
        Answers that have no score yet.
    late_days, free_days : int
        Days after the deadline, and how many of them cost nothing.

    Examples
    --------
    >>> Entry("01-a", 6.0, 8.0, 1.0).share, Entry("01-a", 0.0, 8.0, 1.0, "excused").counts
    (0.75, False)
    """

    exercise: str
    earned: float
    points: float
    weight: float
    status: str = ""
    dropped: bool = False
    unread: int = 0
    late_days: int = 0
    free_days: int = 0

    @property
    def share(self) -> float:
        """Part of the points; above 1 with extra credit."""
        return self.earned / self.points if self.points > 0 else 0.0

    @property
    def counts(self) -> bool:
        """Whether it enters the total."""
        return self.status not in ("excused", "open") and not self.dropped and self.weight > 0


@dataclass(frozen=True)
class Total:
    """A student in all exercises.

    Parameters
    ----------
    student, name, section : str
        Whose.
    entries : tuple of Entry
        In the order of the exercises.
    late_days_left : int
        Free late days that are left.

    Examples
    --------
    >>> entries = (Entry("01-a", 6.0, 8.0, 1.0), Entry("02-b", 1.0, 2.0, 3.0))
    >>> Total("ada", "Ada", "A", entries).percent
    56.25
    """

    student: str
    name: str
    section: str
    entries: tuple[Entry, ...]
    late_days_left: int = 0

    @property
    def percent(self) -> float | None:
        """The weighted mean of the shares that count, from 0 to 100; None where none does."""
        counted = [entry for entry in self.entries if entry.counts]
        whole = sum(entry.weight for entry in counted)
        return 100 * sum(e.weight * e.share for e in counted) / whole if whole else None

    @property
    def unread(self) -> int:
        """Answers without a score, in exercises that are not excused."""
        return sum(entry.unread for entry in self.entries if entry.status != "excused")


def totals(
    results: Mapping[str, Sequence[SubmissionResult]],
    rules: Mapping[str, Rules],
    term: Term,
    names: Mapping[str, str],
    now: datetime | None = None,
) -> list[Total]:
    """Return what each student of a class has.

    Parameters
    ----------
    results : mapping of str to sequence of SubmissionResult
        By exercise, with what people granted and entered.
    rules : mapping of str to Rules
        By exercise.
    term : Term
        The class, what was granted, and how exercises become a total.
    names : mapping of str to str
        By student.
    now : datetime.datetime, optional
        Before a student's own deadline nothing counts 0.

    Returns
    -------
    list of Total
        By section and name.
    """
    now = now or datetime.now(UTC)
    people = {one.student: one for one in term.roster.people}
    found = {name: {one.student: one for one in results[name]} for name in sorted(results)}
    students = dict.fromkeys([*people, *(one for each in found.values() for one in each)])
    points = {
        name: max((one.points for one in each.values()), default=0.0)
        for name, each in found.items()
    }
    made = []
    for student in students:
        entries = [
            _entry(student, each.get(student), rules[name], points[name], term, now)
            for name, each in found.items()
        ]
        out = dropped(entries, term.settings.drop_lowest)
        used = sum(entry.free_days for entry in entries)
        made.append(
            Total(
                student,
                names.get(student, student),
                people[student].section if student in people else "",
                tuple(replace(one, dropped=n in out) for n, one in enumerate(entries)),
                max(0, term.settings.late_days - used),
            )
        )
    return sorted(made, key=lambda one: (one.section, one.name.casefold(), one.student))


def dropped(entries: Sequence[Entry], count: int) -> set[int]:
    """Return the places of the exercises without which a student's total is best.

    Where all weigh alike these are the lowest shares. Otherwise a low share of little weight may
    cost less than a better one of much; the set is found by Dinkelbach's method, as for the largest
    ratio of two sums (Management Science 13, 1967). One exercise always counts.

    Parameters
    ----------
    entries : sequence of Entry
        Of one student.
    count : int
        How many may be dropped.

    Returns
    -------
    set of int
        Places in `entries`.

    Examples
    --------
    >>> small = Entry("01-a", 0.0, 8.0, 1.0)
    >>> large = Entry("02-b", 1.0, 8.0, 9.0)
    >>> dropped([small, large, Entry("03-c", 8.0, 8.0, 5.0)], 1)
    {1}
    """
    at = [n for n, entry in enumerate(entries) if entry.counts]
    if count == 0 or len(at) < 2:
        return set()
    keep = len(at) - min(count, len(at) - 1)
    kept, best = at[:keep], -1.0
    while True:
        weight = sum(entries[n].weight for n in kept)
        ratio = sum(entries[n].weight * entries[n].share for n in kept) / weight
        if ratio <= best:
            return set(at).difference(kept)
        best = ratio
        gain = {n: entries[n].weight * (entries[n].share - best) for n in at}
        kept = sorted(sorted(at, key=lambda n: (-gain[n], n))[:keep])


def _entry(
    student: str,
    result: SubmissionResult | None,
    rules: Rules,
    points: float,
    term: Term,
    now: datetime,
) -> Entry:
    granted = term.exceptions.of(student, rules.name)
    weight = term.settings.weights.get(rules.name, 0.0 if term.settings.weights else points)
    deadline = granted.deadline(rules.deadline)
    status = "excused" if granted.excused else ""
    if result is None:
        is_open = deadline is not None and now <= deadline
        return Entry(
            rules.name,
            0.0,
            points,
            weight,
            status or ("open" if is_open else "nothing handed in"),
        )
    unread = 0 if result.penalty >= 1 else sum(q.score is None for q in result.questions)
    return Entry(
        rules.name,
        result.final,
        points,
        weight,
        status,
        unread=unread,
        late_days=result.late_days,
        free_days=result.free_days,
    )
