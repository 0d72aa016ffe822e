"""Which samples, bands and pixels a noise reaches."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from course_lib import arguments

__all__ = ["Affected"]


@dataclasses.dataclass(frozen=True)
class Affected:
    """Shares of the data that a noise reaches; everything else keeps its values.

    Shares are met to the nearest whole number, and a share above 0 reaches at least one.

    Parameters
    ----------
    samples : float
        Share of samples (axis 0), from 0 to 1.
    bands : float
        Share of bands or channels (the last axis of spectra (N, B) and images (N, H, W, C)).
    pixels : float
        Share of pixels of images (N, H, W) and (N, H, W, C).
    same_for_all : bool
        Whether every affected sample gets the same bands and pixels; otherwise they are drawn
        anew for each.

    Raises
    ------
    TypeError, ValueError
        A share is not a number from 0 to 1.

    References
    ----------
    The parameters of the data noise in document S0.

    Examples
    --------
    >>> Affected(samples=0.5).rows(4, np.random.default_rng(0))
    array([False, False,  True,  True])
    >>> Affected(bands=0.25).places((2, 4), np.random.default_rng(0)).sum(axis=1)
    array([1, 1])
    """

    samples: float = 1.0
    bands: float = 1.0
    pixels: float = 1.0
    same_for_all: bool = False

    def __post_init__(self) -> None:
        for name in ("samples", "bands", "pixels"):
            arguments.number(getattr(self, name), name, low=0, high=1)
        arguments.boolean(self.same_for_all, "same_for_all")

    def fit(self, shape: tuple[int, ...]) -> None:
        """Refuse a share of something that data of `shape` do not have.

        Parameters
        ----------
        shape : tuple of int
            (N, B), (N, H, W) or (N, H, W, C).

        Raises
        ------
        ValueError
            Pixels of spectra, or bands of grey images.

        Examples
        --------
        >>> Affected(pixels=0.5).fit((10, 103))
        Traceback (most recent call last):
        ...
        ValueError: pixels must be 1 for spectra of shape (N, B), got 0.5 with shape (10, 103)
        """
        if len(shape) == 2 and self.pixels != 1:
            raise ValueError(
                "pixels must be 1 for spectra of shape (N, B), "
                f"got {self.pixels} with shape {shape}"
            )
        if len(shape) == 3 and self.bands != 1:
            raise ValueError(
                "bands must be 1 for grey images of shape (N, H, W), "
                f"got {self.bands} with shape {shape}"
            )

    def rows(self, n: int, rng: np.random.Generator) -> np.ndarray | None:
        """Draw the affected samples.

        Parameters
        ----------
        n : int
            Number of samples.
        rng : numpy.random.Generator
            The source; it moves on.

        Returns
        -------
        numpy.ndarray of bool, shape (n,), or None
            None stands for all of them.

        Examples
        --------
        >>> Affected().rows(4, np.random.default_rng(0)) is None
        True
        """
        return None if self.samples == 1 else _chosen(1, n, self.samples, rng)[0]

    def places(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray | None:
        """Draw the affected bands and pixels.

        Parameters
        ----------
        shape : tuple of int
            Shape of the samples concerned.
        rng : numpy.random.Generator
            The source; it moves on.

        Returns
        -------
        numpy.ndarray of bool or None
            An array that broadcasts to `shape`; None stands for everything.

        Examples
        --------
        >>> Affected(pixels=0.25).places((1, 2, 2, 3), np.random.default_rng(0)).shape
        (1, 2, 2, 1)
        """
        n = 1 if self.same_for_all else shape[0]
        mask: Any = None
        if self.bands != 1:
            bands = _chosen(n, shape[-1], self.bands, rng)
            mask = bands.reshape(n, *(1,) * (len(shape) - 2), -1)
        if self.pixels != 1:
            high, wide = shape[1:3]
            pixels = _chosen(n, high * wide, self.pixels, rng)
            pixels = pixels.reshape(n, high, wide, *(1,) * (len(shape) - 3))
            mask = pixels if mask is None else mask & pixels
        return mask


def _chosen(n: int, size: int, share: float, rng: np.random.Generator) -> np.ndarray:
    """Return an (n, size) mask whose rows hold the same number of True, in random places."""
    count = max(1, round(share * size)) if share > 0 else 0
    mask = np.zeros((n, size), bool)
    if count == size:
        mask[...] = True
    elif count:
        order = np.argpartition(rng.random((n, size), dtype=np.float32), count - 1, axis=1)
        np.put_along_axis(mask, order[:, :count], True, axis=1)
    return mask
