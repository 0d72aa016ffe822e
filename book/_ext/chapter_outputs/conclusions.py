"""What outputs conclude, compared however wide the cell's tolerance is.

A tolerance is for noise between machines. It must not let a claim turn false, so beside the numbers
these are compared: the lines of claims, word by word; on which side of zero an interval lies, and
that either run's difference is inside the other's interval; the order of means that are told apart.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .numbers import value_of
from .tables import Table, tables

_CLAIM = re.compile(r"^(?:holds|does not hold): .*(?:\n {2}.*)*", re.MULTILINE)
_NUMBER = r"[-+−]?\d[\d,]*(?:\.\d+)?"
_INTERVAL = re.compile(rf"(?:({_NUMBER})[ %a-z]{{0,10}}\s*)?\[\s*({_NUMBER}),\s+({_NUMBER})\s*\]")
_DEVIATION = ("deviation", "std")
_APART, _TOGETHER = 3.0, 1.0  # standard errors of a difference of two means


@dataclass(frozen=True)
class Interval:
    """A difference, where it is stated, and the ends of its interval."""

    place: str
    difference: float | None
    low: float
    high: float
    row: int | None = None

    @property
    def sides(self) -> set[int]:
        """Where it lies: above zero, below, or over it; an end that is shown as 0 may be either."""
        if self.low > 0 or self.high < 0:
            return {1 if self.low > 0 else -1}
        if self.low == self.high == 0 or (self.low < 0 < self.high):
            return {0}
        return {0, 1} if self.low == 0 else {0, -1}

    def __str__(self) -> str:
        shown = "" if self.difference is None else f"{self.difference:g} "
        return f"{shown}[{self.low:g}, {self.high:g}]"


def claims(text: str) -> list[str]:
    """Return the lines that claims have printed, a wrapped one as a whole."""
    return _CLAIM.findall(text)


def changed_claims(stored: str, fresh: str) -> str | None:
    """Say which claim of a printed text has changed, or return None."""
    old, new = claims(stored), claims(fresh)
    for before, now in itertools.zip_longest(old, new, fillvalue="nothing"):
        if before != now:
            return f"a claim has changed: {now!r}, stored {before!r}"
    return None


def contradictions(stored: str, fresh: str) -> Iterator[str]:
    """Yield the conclusions of an output's text or HTML that another run does not share."""
    yield from _of_intervals(_written(stored), _written(fresh))
    for old, new in zip(tables(stored), tables(fresh), strict=False):
        yield from _of_intervals(list(intervals(old)), list(intervals(new)))
        yield from _of_orders(old, new)


def _of_intervals(stored: Sequence[Interval], fresh: Sequence[Interval]) -> Iterator[str]:
    for old, new in zip(stored, fresh, strict=False):
        where = f"{new.place} is {new}, stored {old}"
        if not old.sides & new.sides:
            yield f"the interval lies otherwise to zero: {where}"
        elif old.difference is not None and new.difference is not None:
            half = min(old.high - old.low, new.high - new.low) / 2
            if abs(old.difference - new.difference) > half + _last_digit(old, new):
                yield f"the difference is outside the other run's interval: {where}"


def _last_digit(*intervals: Interval) -> float:
    """Return a unit of the last digit that the numbers are shown with."""
    shown = [f"{x:g}" for one in intervals for x in (one.difference or 0, one.low, one.high)]
    return 10.0 ** -max(len(text.partition(".")[2]) for text in shown)


def _written(text: str) -> list[Interval]:
    found = []
    for match in _INTERVAL.finditer(text):
        low, high = value_of(match[2]), value_of(match[3])
        if low <= high:
            difference = value_of(match[1]) if match[1] else None
            found.append(Interval(match[0], difference, low, high))
    return found


def intervals(table: Table) -> Iterator[Interval]:
    """Yield the intervals of a table with columns low and high."""
    for low, high in zip(table.named("low"), table.named("high"), strict=False):
        before = [column for column in table.named("difference") if column < low]
        for row, label in enumerate(table.labels):
            ends = table.value(row, low), table.value(row, high)
            if ends[0] is not None and ends[1] is not None:
                difference = table.value(row, before[-1]) if before else None
                yield Interval(label, difference, ends[0], ends[1], row)


def _of_orders(stored: Table, fresh: Table) -> Iterator[str]:
    for column in stored.named("mean"):
        old, new = gaps(stored, column), gaps(fresh, column)
        for pair in old.keys() & new.keys():
            first, second = old[pair], new[pair]
            apart = max((first, second), key=abs)
            other = second if apart == first else first
            if abs(apart) > _APART and other * math.copysign(1, apart) < _TOGETHER:
                names = " and ".join(stored.labels[row] for row in pair)
                yield f"the order of {names} has changed, or they are no longer told apart"


def gaps(table: Table, mean: int) -> dict[tuple[int, int], float]:
    """Return how many standard errors each two means are apart; without n, how many deviations."""
    following = [c for name in _DEVIATION for c in table.named(name) if c > mean]
    if not following:
        return {}
    deviation = min(following)
    counts = [column for column in table.named("n") if column > mean]
    apart = {}
    for pair in itertools.combinations(range(len(table.rows)), 2):
        means = [table.value(row, mean) for row in pair]
        spread = [table.value(row, deviation) for row in pair]
        n = [(table.value(row, counts[0]) if counts else 1) or 1 for row in pair]
        if None in means or None in spread or not all(map(math.isfinite, [*means, *spread])):
            continue
        error = math.sqrt(sum(s * s / k for s, k in zip(spread, n, strict=True)))
        gap = means[0] - means[1]
        apart[pair] = gap / error if error else math.copysign(math.inf, gap) if gap else 0.0
    return apart
