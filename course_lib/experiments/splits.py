"""The training and validation data of each run: one split for all, or one for each seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.experiments.preparation import depends_on_seed, preparation
from course_lib.experiments.resampling import redrawn

__all__ = ["Splits"]

Pair = tuple[Any, Any]


class Splits:
    """Gives each run its data.

    Parameters
    ----------
    train, validation : (x, y)
        As the data set cuts them.
    resample : bool
        Whether each seed draws its own.

    Examples
    --------
    >>> x = np.arange(6.0)
    >>> splits = Splits((x[:4], x[:4]), (x[4:], x[4:]), resample=True)
    >>> splits.of(0)[1][0].tolist() == splits.of(1)[1][0].tolist()
    False
    >>> splits.test_share
    0.5
    """

    def __init__(self, train: Pair, validation: Pair, *, resample: bool) -> None:
        self.train, self.validation, self.resample = train, validation, resample
        self._latest: tuple[Any, int | None, Any] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_latest": None}

    @property
    def test_share(self) -> float | None:
        """Scored samples over training samples, where splits are redrawn."""
        return len(self.validation[1]) / len(self.train[1]) if self.resample else None

    def of(self, seed: int) -> tuple[Pair, Pair]:
        """Return the training and validation data of a seed."""
        if not self.resample:
            return self.train, self.validation
        return redrawn(self.train, self.validation, seed=seed)

    def prepared(
        self, prepare: Any, seed: int
    ) -> tuple[Callable[[Any, str], np.ndarray], Pair, Pair]:
        """Return what a run does to its input, and its training and validation data after that.

        The latest is kept: the seeds of one arm, on one split, often share it.
        """
        key = seed if self.resample or depends_on_seed(prepare) else None
        latest = self._latest
        if latest is not None and latest[0] is prepare and latest[1] == key:
            return latest[2]
        (x, y), (val_x, val_y) = self.of(seed)
        apply = preparation(prepare, x, seed=seed)
        found = apply, (apply(x, "train"), y), (apply(val_x, "validation"), val_y)
        self._latest = prepare, key, found
        return found
