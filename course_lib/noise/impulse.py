"""Noise on single values or pixels: they go to an extreme, or change by a bounded amount."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from course_lib import arguments
from course_lib.noise.affected import Affected
from course_lib.noise.chunks import LARGEST, perturbed, sample_array
from course_lib.noise.documenting import documented
from course_lib.noise.draws import coins, uniforms
from course_lib.noise.scale import warn_of_level, warn_of_size

__all__ = ["bounded_change", "impulsive", "salt_and_pepper"]


@documented
def salt_and_pepper(
    x: npt.ArrayLike,
    *,
    amount: float = 0.1,
    white: float = 0.5,
    low: float | None = None,
    high: float | None = None,
    per_channel: bool = False,
    samples: float = 1.0,
    bands: float = 1.0,
    pixels: float = 1.0,
    same_for_all: bool = False,
    clip: tuple[float, float] | None = None,
    out: np.ndarray | None = None,
    seed: int | np.random.Generator | None = 0,
    threads: int | None = None,
) -> np.ndarray:
    """Turn pixels white or black, each with the same probability.

    Parameters
    ----------
    %(x)s
    amount : float
        Probability that a pixel (of spectra: a value) is struck.
    white : float
        Probability that a struck one turns white (salt) rather than black (pepper).
    low, high : float, optional
        Black and white: 0 and 255 for uint8, 0 and 1 for floats when None.
    per_channel : bool
        Whether the channels of images (N, H, W, C) are struck one by one, not whole pixels.
    %(affected)s
    %(options)s

    %(result)s

    References
    ----------
    R. C. Gonzalez and R. E. Woods, Digital Image Processing, 4th ed., 2018, section 5.2.

    Examples
    --------
    >>> import numpy as np
    >>> noisy = salt_and_pepper(np.full((1, 2, 4), 0.5), amount=1, seed=0)
    >>> np.unique(noisy)
    array([0., 1.])
    """
    x = sample_array(x)
    amount = arguments.number(amount, "amount", low=0, high=1)
    white = arguments.number(white, "white", low=0, high=1)
    black_white = _extremes(low, high, 0.0, 255.0 if x.dtype == np.uint8 else 1.0)
    warn_of_level(black_white[1], "high", x)
    whole = _whole_pixels(x, per_channel)

    def kernel(source: np.ndarray, rng: np.random.Generator, result: np.ndarray) -> None:
        flat = _pixels(source, result, whole)
        struck = np.flatnonzero(coins(rng, len(flat), amount))
        values = _black_or_white(rng, struck.shape, white, black_white)
        for channel in flat.T:
            channel[struck] = values

    affected = Affected(samples, bands, pixels, same_for_all)
    return perturbed(x, kernel, affected, clip=clip, out=out, seed=seed, threads=threads)


@documented
def bounded_change(
    x: npt.ArrayLike,
    *,
    amount: float = 0.1,
    reach: float = 0.2,
    per_channel: bool = False,
    samples: float = 1.0,
    bands: float = 1.0,
    pixels: float = 1.0,
    same_for_all: bool = False,
    clip: tuple[float, float] | None = None,
    out: np.ndarray | None = None,
    seed: int | np.random.Generator | None = 0,
    threads: int | None = None,
) -> np.ndarray:
    """Change pixels by a uniform, bounded amount, each pixel with the same probability.

    Document S2 calls this salt and pepper. Every channel of a struck pixel changes by an amount
    of its own.

    Parameters
    ----------
    %(x)s
    amount : float
        Probability that a pixel (of spectra: a value) is struck.
    reach : float
        Largest change, up or down, in `x`'s unit.
    per_channel : bool
        Whether the channels of images (N, H, W, C) are struck one by one, not whole pixels.
    %(affected)s
    %(options)s

    %(result)s

    References
    ----------
    Document S2: probability 0.1, and 50 of 255 up or down.

    Examples
    --------
    >>> import numpy as np
    >>> noisy = bounded_change(np.zeros((10, 32, 32, 3)), amount=0.1, reach=0.2, seed=0)
    >>> print(f"{(noisy != 0).mean():.1f}", bool(abs(noisy).max() <= 0.2))
    0.1 True
    """
    x = sample_array(x)
    amount = arguments.number(amount, "amount", low=0, high=1)
    reach = arguments.number(reach, "reach", low=0, high=LARGEST)
    warn_of_size(reach, "reach", x)
    whole = _whole_pixels(x, per_channel)

    def kernel(source: np.ndarray, rng: np.random.Generator, result: np.ndarray) -> None:
        flat = _pixels(source, result, whole)
        struck = np.flatnonzero(coins(rng, len(flat), amount))
        change = uniforms(rng, np.empty((flat.shape[1], len(struck)), flat.dtype))
        change -= flat.dtype.type(0.5)
        change *= flat.dtype.type(2 * reach)
        for channel, amounts in zip(flat.T, change, strict=True):
            channel[struck] += amounts

    affected = Affected(samples, bands, pixels, same_for_all)
    return perturbed(x, kernel, affected, clip=clip, out=out, seed=seed, threads=threads)


@documented
def impulsive(
    x: npt.ArrayLike,
    *,
    white: float = 0.5,
    low: float | None = None,
    high: float | None = None,
    samples: float = 1.0,
    bands: float | None = None,
    pixels: float | None = None,
    same_for_all: bool = False,
    clip: tuple[float, float] | None = None,
    out: np.ndarray | None = None,
    seed: int | np.random.Generator | None = 0,
    threads: int | None = None,
) -> np.ndarray:
    """Set a share of the bands or pixels to the data's maximum or minimum.

    Unlike `salt_and_pepper`, the number of affected samples, bands and pixels is fixed, and each
    value of them turns white or black on its own.

    Parameters
    ----------
    %(x)s
    white : float
        Probability that an affected value turns white (maximum) rather than black (minimum).
    low, high : float, optional
        Black and white: the minimum and maximum of `x` when None.
    samples, bands, pixels : float, optional
        Shares of affected samples, bands (last axis; not of grey images) and pixels (not of
        spectra), each from 0 to 1 and met to the nearest whole number.
        When neither bands nor pixels are given, a tenth of the bands of spectra, of the
        pixels of images.
    %(options)s

    %(result)s

    References
    ----------
    The impulsive data noise of document S0.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.tile(np.linspace(0, 9, 10), (3, 1))
    >>> noisy = impulsive(x, bands=0.5, seed=0)
    >>> (noisy != x).sum(axis=1) <= 5
    array([ True,  True,  True])
    """
    x = sample_array(x)
    white = arguments.number(white, "white", low=0, high=1)
    black_white = _extremes(low, high, float(x.min()), float(x.max()))
    if high is not None:
        warn_of_level(black_white[1], "high", x)
    tenth = 0.1 if bands is None and pixels is None else 1.0
    bands = (tenth if x.ndim == 2 else 1.0) if bands is None else bands
    pixels = (tenth if x.ndim > 2 else 1.0) if pixels is None else pixels

    def kernel(source: np.ndarray, rng: np.random.Generator, result: np.ndarray) -> None:
        result[...] = _black_or_white(rng, source.shape, white, black_white)

    affected = Affected(samples, bands, pixels, same_for_all)
    return perturbed(x, kernel, affected, clip=clip, out=out, seed=seed, threads=threads)


def _extremes(
    low: float | None, high: float | None, least: float, most: float
) -> tuple[float, float]:
    black = least if low is None else arguments.number(low, "low", low=-LARGEST, high=LARGEST)
    white = most if high is None else arguments.number(high, "high", low=-LARGEST, high=LARGEST)
    if black > white:
        raise ValueError(f"low must not be above high, got low={black} and high={white}")
    return black, white


def _whole_pixels(x: np.ndarray, per_channel: bool) -> bool:
    return not arguments.boolean(per_channel, "per_channel") and x.ndim == 4


def _pixels(source: np.ndarray, result: np.ndarray, whole: bool) -> np.ndarray:
    """Copy `source` to `result` and return that as a table, a row for what is struck at once."""
    result[...] = source
    return result.reshape(-1, result.shape[-1] if whole else 1)


def _black_or_white(
    rng: np.random.Generator, shape: tuple[int, ...], white: float, values: tuple[float, float]
) -> np.ndarray:
    salt = coins(rng, math.prod(shape), white).reshape(shape)
    return np.where(salt, values[1], values[0])
