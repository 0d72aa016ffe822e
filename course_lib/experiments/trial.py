"""What a comparison held still, varied and spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.experiments.tuning import Tuning
from course_lib.experiments.variant import Variant

__all__ = ["Trial"]


@dataclass(frozen=True)
class Trial:
    """What a comparison was.

    Parameters
    ----------
    arms : mapping of str to Variant
        As they were trained, tuned.
    data : str
        Name of the data set.
    train, validation : int
        How many samples each run trained on and was scored on.
    epochs, batch_size : int
        Of arms that have none.
    resample : bool
        Whether each seed drew its own split.
    tuning : Tuning or None
        What chose nuisance parameters.
    used : bool
        Whether a test set that was handed out before holds samples of this comparison's data.
    began : float
        When its first run began, in seconds since 1970.

    Examples
    --------
    >>> Trial({}, "digits", 1079, 359, epochs=10, batch_size=128).test_share is None
    True
    """

    arms: Mapping[str, Variant]
    data: str
    train: int
    validation: int
    epochs: int
    batch_size: int
    resample: bool = False
    tuning: Tuning | None = None
    used: bool = False
    began: float = 0.0

    @property
    def test_share(self) -> float | None:
        """Scored samples over training samples, where splits were redrawn."""
        return self.validation / self.train if self.resample else None

    def followed(self) -> dict[str, Any]:
        """Return what a plan may lay down, as it was; several values of the arms as a list."""
        tuning = self.tuning
        return {
            "tuned": {} if tuning is None else dict(tuning.grid.values),
            "tuning_seeds": 0 if tuning is None else len(tuning.seeds),
            "data": self.data,
            "train": self.train,
            "validation": self.validation,
            "epochs": _one([arm.epochs or self.epochs for arm in self.arms.values()]),
            "batch_size": _one([arm.batch_size or self.batch_size for arm in self.arms.values()]),
            "resample": self.resample,
            "began": self.began,
        }


def _one(values: list[int]) -> int | list[int]:
    return values[0] if len(set(values)) == 1 else values
