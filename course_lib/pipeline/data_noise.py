"""Noise on spectra: which kind, on which sets, before or after they are scaled."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from course_lib import arguments, noise
from course_lib.datasets import Split

__all__ = ["SETS", "DataNoise"]

SETS = ("train", "validation", "test")
STAGES = ("before", "after")
Change = Callable[..., np.ndarray]


@dataclasses.dataclass(frozen=True)
class DataNoise:
    """One noise on the data.

    Parameters
    ----------
    kind : {"gaussian", "impulsive", "shot"}
        A draw that is added to a value; a value that turns white or black; a photon count.
    sets : tuple of str
        Which of "train", "validation" and "test" it reaches.
    stage : {"before", "after"}
        Before the data are scaled, in the sensor's counts, or after, in the scaled unit.
    samples, bands : float
        Shares of the samples of each set and of the bands of each affected sample, 0 to 1, met
        to the nearest whole number; a share above 0 reaches at least one.
    same_bands : bool
        Whether every affected sample has the same bands, those of other sets too, as a worn out
        sensor has; otherwise each draws its own.
    mean, std : float
        Of "gaussian", in the unit of its stage.
    white : float
        Probability that an affected value of "impulsive" turns to the largest value of its set
        rather than the smallest.
    photons : float
        Mean count of "shot" at full brightness: 10,000 before the data are scaled, 1 after. Values
        below 0, which no light has, count as 0.

    Raises
    ------
    TypeError, ValueError
        An argument of the wrong kind or out of range.

    References
    ----------
    The data noise of document S0 and its parameters pa, pb, bc, mean, std and pw. In the public
    code each set draws bands of its own also where they are the same for its samples, an affected
    sample of impulsive noise is white only or black only, and shot noise adds the count to the
    value.

    Examples
    --------
    >>> DataNoise("gaussian", stage="before", std=200.0, bands=0.1).sets
    ('test',)
    """

    kind: str
    sets: tuple[str, ...] = ("test",)
    stage: str = "after"
    samples: float = 1.0
    bands: float = 1.0
    same_bands: bool = False
    mean: float = 0.0
    std: float = 0.1
    white: float = 0.5
    photons: float = 1000.0

    def __post_init__(self) -> None:
        """Check what can be checked before there are data."""
        arguments.choice(self.kind, "kind", _CHANGES)
        arguments.choice(self.stage, "stage", STAGES)
        if not isinstance(self.sets, tuple | list) or not self.sets:
            raise TypeError(f"sets must be a tuple of names, got {arguments.shown(self.sets)}")
        for name in self.sets:
            arguments.choice(name, "sets", SETS)
        object.__setattr__(self, "sets", tuple(self.sets))
        for name in ("samples", "bands", "white"):
            arguments.number(getattr(self, name), name, low=0, high=1)
        arguments.boolean(self.same_bands, "same_bands")
        arguments.number(self.mean, "mean")
        arguments.number(self.std, "std", low=0)
        arguments.number(self.photons, "photons", above=0)

    def apply(
        self, splits: Mapping[str, Split], *, full: float, seed: int | list[int] = 0
    ) -> dict[str, Split]:
        """Return the sets with the noise on those that it reaches.

        Parameters
        ----------
        splits : mapping of str to Split
            Spectra (n, bands) of floats by set.
        full : float
            Full brightness in the unit of the spectra, for "shot".
        seed : int or list of int
            Each set has draws of its own.

        Returns
        -------
        dict of str to Split
            Untouched sets are the same objects.

        Raises
        ------
        ValueError
            Data that are no spectra.

        Examples
        --------
        >>> part = Split(np.zeros((4, 10)), np.zeros(4, int))
        >>> noisy = DataNoise("gaussian", std=1.0, bands=0.2).apply({"test": part}, full=1.0)
        >>> (noisy["test"].x != 0).sum(axis=1)
        array([2, 2, 2, 2])
        """
        width = next(iter(splits.values())).x.shape[1]
        numbers = seed if isinstance(seed, list) else [seed]
        common = np.random.default_rng([*numbers, len(SETS)])
        bands = self._bands(width, common) if self.same_bands else None
        changed = dict(splits)
        for name in self.sets:
            part = splits[name]
            rng = np.random.default_rng([*numbers, SETS.index(name)])
            changed[name] = Split(self._changed(part.x, bands, full, rng), part.y)
        return changed

    def _bands(self, width: int, rng: np.random.Generator) -> np.ndarray:
        count = max(round(self.bands * width), math.ceil(self.bands))
        return np.sort(rng.permutation(width)[:count])

    def _changed(
        self, x: np.ndarray, bands: np.ndarray | None, full: float, rng: np.random.Generator
    ) -> np.ndarray:
        if x.ndim != 2:
            raise ValueError(f"noise must meet spectra (n, bands), got shape {x.shape}")
        if self.kind == "shot":
            x = x.clip(0)
        settings = {"samples": self.samples, "seed": rng, **_CHANGES[self.kind](self, x, full)}
        change: Change = getattr(noise, self.kind)
        if bands is None:
            return change(x, bands=self.bands, **settings)
        result = x.copy()
        if len(bands):
            result[:, bands] = change(np.ascontiguousarray(x[:, bands]), bands=1.0, **settings)
        return result


def _gaussian(given: DataNoise, x: np.ndarray, full: float) -> dict[str, Any]:
    return {"mean": given.mean, "std": given.std}


def _impulsive(given: DataNoise, x: np.ndarray, full: float) -> dict[str, Any]:
    return {"white": given.white, "low": float(x.min()), "high": float(x.max())}


def _shot(given: DataNoise, x: np.ndarray, full: float) -> dict[str, Any]:
    return {"photons": given.photons, "full": full}


_CHANGES: dict[str, Callable[[DataNoise, np.ndarray, float], dict[str, Any]]] = {
    "gaussian": _gaussian,
    "impulsive": _impulsive,
    "shot": _shot,
}
