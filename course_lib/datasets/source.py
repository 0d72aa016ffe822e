"""What a data set's module declares: where its samples come from and how they are cut."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import arguments
from course_lib.datasets.split import Split, stratify

__all__ = ["Arrays", "Sizes", "Source", "kept_test", "one_pool"]

Splits = dict[str, Split]
Draw = Callable[["Sizes", np.random.Generator], Splits]
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # x, y, and the test set's x, y


@dataclasses.dataclass(frozen=True)
class Sizes:
    """How many samples each split gets: a count, a share of all samples, or None for the rest.

    Parameters
    ----------
    train, validation, test : int, float or None
        An integer counts, a float between 0 and 1 is a share of the whole set.

    Examples
    --------
    >>> Sizes(None, 0.2, 100).counts(1000)
    {'test': 100, 'validation': 200, 'train': 700}
    """

    train: int | float | None
    validation: int | float | None
    test: int | float | None

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value is not None:
                object.__setattr__(self, field.name, _size(value, field.name))

    def counts(self, samples: int) -> dict[str, int]:
        """Return the count of each split out of `samples`; at most one split is None."""
        named = {"test": self.test, "validation": self.validation, "train": self.train}
        counts = {
            name: round(size * samples) if isinstance(size, float) else size
            for name, size in named.items()
            if size is not None
        }
        rest = samples - sum(counts.values())
        counts = {name: counts.get(name, rest) for name in named}
        if rest < 0 or min(counts.values()) < 1:
            asked = ", ".join(f"{n} {getattr(self, n)}" for n in ("train", "validation", "test"))
            raise ValueError(
                f"train, validation and test must share {samples:,} samples and each get one, "
                f"got {asked}"
            )
        return counts


@dataclasses.dataclass(frozen=True)
class Source:
    """One data set of the registry.

    Parameters
    ----------
    name : str
        What `load` knows it by.
    kind : str
        "embedded" (comes with the packages) or "full" (a file that must be there or be fetched).
    samples : int
        How many labelled samples it has.
    class_names : tuple of str
        The name of each label.
    licence, source, description : str
        What `Dataset` says.
    maximum : float
        The largest value that the sensor gives; scaling divides by it.
    sizes : Sizes
        The default splits.
    draw : callable
        `draw(sizes, rng)` returns the splits, raw.
    draw_regions : callable or None
        The same with parts that lie apart; None where there is no map.
    find, fetch : callable
        Where a full set's file lies: `find` only looks, `fetch` downloads it if need be.
    """

    name: str
    kind: str
    samples: int
    class_names: tuple[str, ...]
    licence: str
    source: str
    description: str
    maximum: float
    sizes: Sizes
    draw: Draw
    draw_regions: Draw | None = None
    find: Callable[[], pathlib.Path | None] = lambda: None
    fetch: Callable[[], pathlib.Path | None] = lambda: None


def one_pool(read: Callable[[], tuple[np.ndarray, np.ndarray]]) -> Draw:
    """Return a `draw` that cuts all three splits out of the samples that `read` returns."""

    def draw(sizes: Sizes, rng: np.random.Generator) -> Splits:
        x, y = read()
        return _cut(x, y, sizes.counts(len(y)), rng)

    return draw


def kept_test(read: Callable[[], Arrays]) -> Draw:
    """Return a `draw` that keeps the test set that `read` returns unless a size is asked for."""

    def draw(sizes: Sizes, rng: np.random.Generator) -> Splits:
        x, y, x_test, y_test = read()
        if sizes.test is not None:
            pool = np.concatenate([x, x_test]), np.concatenate([y, y_test])
            return _cut(*pool, sizes.counts(len(pool[1])), rng)
        whole = dataclasses.replace(sizes, test=len(y_test)).counts(len(y) + len(y_test))
        kept = {"test": Split(x_test, y_test)}
        del whole["test"]
        return kept | _cut(x, y, whole, rng)

    return draw


def _cut(x: np.ndarray, y: np.ndarray, counts: dict[str, int], rng: np.random.Generator) -> Splits:
    return {name: Split(x[i], y[i]) for name, i in stratify(y, counts, seed=rng).items()}


def _size(value: Any, name: str) -> int | float:
    if isinstance(value, float | np.floating):
        share = arguments.number(value, name, above=0, high=1)
        if share == 1:
            raise ValueError(f"{name} must be a share between 0 and 1 or a count, got {value!r}")
        return share
    try:
        return arguments.integer(value, name, low=1)
    except TypeError:
        got = arguments.shown(value)
        raise TypeError(f"{name} must be a count, a share or None, got {got}") from None
