"""Noise on every value: Gaussian or uniform, added or multiplied."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from course_lib import arguments
from course_lib.noise.affected import Affected
from course_lib.noise.chunks import LARGEST, perturbed, sample_array
from course_lib.noise.documenting import documented
from course_lib.noise.draws import normals, uniforms
from course_lib.noise.scale import warn_of_size

__all__ = ["gaussian", "uniform"]


@documented
def gaussian(
    x: npt.ArrayLike,
    *,
    mean: float = 0.0,
    std: float = 0.1,
    mode: str = "add",
    samples: float = 1.0,
    bands: float = 1.0,
    pixels: float = 1.0,
    same_for_all: bool = False,
    clip: tuple[float, float] | None = None,
    out: np.ndarray | None = None,
    seed: int | np.random.Generator | None = 0,
    threads: int | None = None,
) -> np.ndarray:
    """Add Gaussian noise to each value, or multiply each value by it.

    Every sample gets noise of its own.

    Parameters
    ----------
    %(x)s
    mean, std : float
        Mean and standard deviation of the noise, in `x`'s unit when added. Multiplied noise
        of mean 1 keeps the picture (speckle); of mean 0 it keeps only the size of the values.
    mode : {"add", "multiply"}
        What the noise does to the value.
    %(affected)s
    %(options)s

    %(result)s

    References
    ----------
    Added as in documents S0, S2 (standard deviation 20 of 255) and S3; multiplied as in S3.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.full((1000, 8, 8, 1), 0.5, np.float32)
    >>> noisy = gaussian(x, std=0.1, seed=0)
    >>> print(noisy.dtype, f"{noisy.mean():.2f} {noisy.std():.2f}")
    float32 0.50 0.10
    """
    x = sample_array(x)
    mean = arguments.number(mean, "mean", low=-LARGEST, high=LARGEST)
    std = arguments.number(std, "std", low=0, high=LARGEST)
    combine = _combination(mode)
    warn_of_size(max(abs(mean - (mode == "multiply")), std), "std", x, mode=mode)

    def kernel(source: np.ndarray, rng: np.random.Generator, result: np.ndarray) -> None:
        normals(rng, result, std)
        if mean:
            result += result.dtype.type(mean)
        combine(source, result, out=result)

    affected = Affected(samples, bands, pixels, same_for_all)
    return perturbed(x, kernel, affected, clip=clip, out=out, seed=seed, threads=threads)


@documented
def uniform(
    x: npt.ArrayLike,
    *,
    low: float = -0.1,
    high: float = 0.1,
    mode: str = "add",
    samples: float = 1.0,
    bands: float = 1.0,
    pixels: float = 1.0,
    same_for_all: bool = False,
    clip: tuple[float, float] | None = None,
    out: np.ndarray | None = None,
    seed: int | np.random.Generator | None = 0,
    threads: int | None = None,
) -> np.ndarray:
    """Add noise uniform between two bounds to each value, or multiply each value by it.

    Every sample gets noise of its own.

    Parameters
    ----------
    %(x)s
    low, high : float
        Bounds of the noise, in `x`'s unit when added.
    mode : {"add", "multiply"}
        What the noise does to the value.
    %(affected)s
    %(options)s

    %(result)s

    References
    ----------
    The noise that S2 puts on regions and single pixels, here on all values.

    Examples
    --------
    >>> import numpy as np
    >>> noisy = uniform(np.zeros((100, 50)), low=-1, high=1, seed=0)
    >>> bool(-1 <= noisy.min() and noisy.max() <= 1)
    True
    """
    x = sample_array(x)
    low = arguments.number(low, "low", low=-LARGEST, high=LARGEST)
    high = arguments.number(high, "high", low=-LARGEST, high=LARGEST)
    if low > high:
        raise ValueError(f"low must not be above high, got low={low} and high={high}")
    combine = _combination(mode)
    neutral = float(mode == "multiply")
    warn_of_size(max(abs(low - neutral), abs(high - neutral)), "high", x, mode=mode)

    def kernel(source: np.ndarray, rng: np.random.Generator, result: np.ndarray) -> None:
        uniforms(rng, result)
        result *= result.dtype.type(high - low)
        result += result.dtype.type(low)
        combine(source, result, out=result)

    affected = Affected(samples, bands, pixels, same_for_all)
    return perturbed(x, kernel, affected, clip=clip, out=out, seed=seed, threads=threads)


def _combination(mode: str) -> np.ufunc:
    return {"add": np.add, "multiply": np.multiply}[
        arguments.choice(mode, "mode", ["add", "multiply"])
    ]
