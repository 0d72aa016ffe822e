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
_PLUS_MINUS = re.compile(rf"({_NUMBER})\s*±\s*({_NUMBER})")
_DEVIATION = ("deviation", "std")
APART, _TOGETHER = 3.0, 1.0  # standard errors of a difference of two means


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
    if stored == fresh:
        return
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
    for column in range(len(stored.columns)):
        old, new = gaps(stored, column), gaps(fresh, column)
        for pair in old.keys() & new.keys():
            first, second = old[pair], new[pair]
            apart = max((first, second), key=abs)
            other = second if apart == first else first
            if abs(apart) > APART and other * math.copysign(1, apart) < _TOGETHER:
                names = " and ".join(stored.labels[row] for row in pair)
                yield f"the order of {names} has changed, or they are no longer told apart"


def gaps(table: Table, column: int) -> dict[tuple[int, int], float]:
    """Return how many standard errors each two rows of a column of means are apart.

    Where the table does not say over how many runs, a deviation stands for the standard error.
    """
    means = [_mean(table, row, column) for row in range(len(table.rows))]
    known = [(row, *mean) for row, mean in enumerate(means) if mean is not None]
    return {
        (a, b): (first - second) / math.hypot(error, other)
        for (a, first, error), (b, second, other) in itertools.combinations(known, 2)
    }


def _mean(table: Table, row: int, column: int) -> tuple[float, float] | None:
    """Return a mean and its standard error, which is at least a unit of its last digit."""
    written = table.rows[row][column] if column < len(table.rows[row]) else ""
    joined = _PLUS_MINUS.fullmatch(written)
    if joined:
        mean, error = value_of(joined[1]), value_of(joined[2])
    elif table.columns[column] == "mean":
        after = [c for name in _DEVIATION for c in table.named(name) if c > column]
        counts = [table.value(row, c) for c in table.named("n") if c > column]
        mean, error = table.value(row, column), table.value(row, min(after)) if after else None
        if mean is None or error is None or not math.isfinite(mean + error):
            return None
        error /= math.sqrt(counts[0] or 1) if counts else 1
    else:
        return None
    digits = len(written.split("±")[0].strip().partition(".")[2])
    return mean, max(error, 10.0**-digits)
