"""What a comparison held still, varied and spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course_lib.experiments.tuning import Tuning
from course_lib.experiments.variant import Variant

__all__ = ["Trial"]


@dataclass(frozen=True)
class Trial:
    """The plan of a comparison.

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

    @property
    def test_share(self) -> float | None:
        """Scored samples over training samples, where splits were redrawn."""
        return self.validation / self.train if self.resample else None
