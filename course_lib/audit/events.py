"""What happened in a notebook, in its order."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_lib.audit.ledger import Ledger
from course_lib.audit.places import Place

__all__ = ["Event", "Log", "Rows", "joined", "overlap"]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows that were passed to something.

    Parameters
    ----------
    ids : numpy.ndarray of int64, shape (N,)
        Numbers in the ledger.
    labels : numpy.ndarray, shape (N,), optional
        A class or a number for each; None where there are none, or several a row.
    shape : tuple of int
        Of the array.
    low, high, mean, spread : float
        Its smallest, largest and mean value and standard deviation; NaN for what is not numbers.
    made_by : int
        Number of the transformer's event that made them, or -1.
    """

    ids: np.ndarray
    labels: np.ndarray | None = None
    shape: tuple[int, ...] = ()
    low: float = np.nan
    high: float = np.nan
    mean: float = np.nan
    spread: float = np.nan
    made_by: int = -1

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, where: slice | np.ndarray) -> Rows:
        """Return some of the rows."""
        labels = None if self.labels is None else self.labels[where]
        return dataclasses.replace(self, ids=self.ids[where], labels=labels)


def joined(parts: Sequence[Rows], *, once: bool) -> Rows:
    """Return the rows of several batches.

    Parameters
    ----------
    parts : sequence of Rows
        At least one.
    once : bool
        Each row once, as of several passes; else all, in their order.

    Returns
    -------
    Rows
        Range, mean and deviation are those of all batches.

    Examples
    --------
    >>> parts = [Rows(np.arange(2), mean=mean, spread=0.0) for mean in (1.0, 3.0)]
    >>> both = joined(parts, once=True)
    >>> both.ids, both.mean, both.spread
    (array([0, 1]), 2.0, 1.0)
    """
    ids = np.concatenate([part.ids for part in parts])
    labels: np.ndarray | None = None
    if all(part.labels is not None for part in parts):
        labels = np.concatenate([part.labels for part in parts])
    means, weights = np.array([part.mean for part in parts]), np.array([len(p) for p in parts])
    mean = float(means @ weights / max(1, len(ids)))
    squares = np.array([part.spread for part in parts]) ** 2 + (means - mean) ** 2
    if once:
        ids, first = np.unique(ids, return_index=True)
        labels = None if labels is None else labels[first]
    return dataclasses.replace(
        parts[0],
        ids=ids,
        labels=labels,
        shape=(len(ids), *parts[0].shape[1:]),
        low=min(part.low for part in parts),
        high=max(part.high for part in parts),
        mean=mean,
        spread=float(np.sqrt(squares @ weights / max(1, weights.sum()))),
    )


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Return which share of the smaller of two sets of rows is in both.

    Parameters
    ----------
    one, other : numpy.ndarray of int64, shapes (M,) and (N,)
        Numbers of rows, repeated or not.

    Returns
    -------
    float
        From 0 to 1.

    Examples
    --------
    >>> overlap(np.arange(4), np.array([3, 3, 9]))
    0.5
    """
    first, second = np.unique(one), np.unique(other)
    return len(np.intersect1d(first, second, assume_unique=True)) / max(
        1, min(len(first), len(second))
    )


@dataclass(eq=False)
class Event:
    """One thing that happened.

    Parameters
    ----------
    kind : str
        ``"load"``, ``"compile"``, ``"fit"``, ``"fit transformer"``, ``"predict"``, ``"judge"``,
        ``"cross-validate"``, ``"tune"`` or ``"compare columns"``.
    number : int
        Its position in the log.
    place : Place
        Where it was called.
    subject : str
        What did it, as ``"model 2 (sequential)"``; empty for functions.
    within : str
        Kind of the outer event, as the fits of a search; empty for what the notebook calls.
    rows : Rows, optional
        What went in.
    watched : Rows, optional
        What was scored during training.
    details : dict
        What else is known.
    """

    kind: str
    number: int
    place: Place
    subject: str = ""
    within: str = ""
    rows: Rows | None = None
    watched: Rows | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Log:
    """All events, and the ledger of their rows.

    Parameters
    ----------
    ledger : Ledger
        Of all rows.
    events : list of Event
        In their order.
    implied : list of Event
        Judgements that no library was asked for, as `implied.implied` finds them.
    given : list of Event
        Where a model was given weights, which is counted nowhere.
    images : list of numpy.ndarray
        Loaded images with a spectrum in each pixel.
    """

    ledger: Ledger = field(default_factory=Ledger)
    events: list[Event] = field(default_factory=list)
    implied: list[Event] = field(default_factory=list)
    given: list[Event] = field(default_factory=list)
    images: list[np.ndarray] = field(default_factory=list)
    unfollowed: dict[str, Place] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)

    def of(self, *kinds: str, nested: bool = False, implied: bool = False) -> Iterator[Event]:
        """Yield the events of some kinds in their order.

        Parameters
        ----------
        *kinds : str
            Which.
        nested : bool
            Whether also those inside another event.
        implied : bool
            Whether also what the notebook judges by hand.

        Yields
        ------
        Event
            One after the other.
        """
        events = self.events
        if implied and self.implied:
            events = sorted([*events, *self.implied], key=lambda one: one.number)
        for event in events:
            if event.kind in kinds and (nested or not event.within):
                yield event

    def judges(self, event: Event) -> bool:
        """Return whether an event judges a model, be it by a score that is made by hand."""
        return event.kind == "judge" or any(one.number == event.number for one in self.implied)

    def where(self, kind: str, holds: Callable[[Event], bool]) -> list[Event]:
        """Return the events of a kind, nested ones too, for which something holds."""
        return [event for event in self.of(kind, nested=True) if holds(event)]
