"""Noise on the arrays of a model's weights, a tensor at a time."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from course_lib import arguments
from course_lib.noise.chunks import LARGEST
from course_lib.noise.draws import normals

__all__ = ["perturb_arrays"]


def perturb_arrays(
    arrays: Iterable[npt.ArrayLike],
    *,
    mean: float | None = 0.0,
    std: float | None = None,
    factor: float = 0.1,
    copies: int | None = None,
    seed: int | np.random.Generator | None = 0,
) -> list[np.ndarray]:
    """Add Gaussian noise to each array, by default in proportion to its own spread.

    An array w becomes w + factor * N(mean, std), with mean and std taken from this w alone where
    they are None. A constant array, such as biases that are all zero, has no spread of its own
    and so gets no noise of spread None.

    Parameters
    ----------
    arrays : iterable of array_like of floats
        Weights, each of any shape.
    mean : float, optional
        Mean of the noise; the array's own when None.
    std : float, optional
        Standard deviation of the noise; the array's own when None.
    factor : float
        What the noise is multiplied by.
    copies : int, optional
        Number of noisy versions; the result's arrays then have an axis of this size in front.
    seed : int, numpy.random.Generator or None
        Source of the noise.

    Returns
    -------
    list of numpy.ndarray
        Noisy arrays, new ones, of the same dtypes.

    Raises
    ------
    TypeError
        An argument of the wrong kind, or an array of integers.
    ValueError
        An argument out of range, or an array that is empty or not finite.

    References
    ----------
    Document S0. The public code behind it takes mean and deviation from the first tensor and
    keeps them for all later ones.

    Examples
    --------
    >>> kernel, bias = np.linspace(-1, 1, 5, dtype=np.float32), np.zeros(3, np.float32)
    >>> noisy = perturb_arrays([kernel, bias], copies=4, seed=0)
    >>> [(w.shape, w.dtype.name) for w in noisy]
    [((4, 5), 'float32'), ((4, 3), 'float32')]
    >>> noisy[1].any()
    np.False_
    """
    weights = _weights(arrays)
    if mean is not None:
        mean = arguments.number(mean, "mean", low=-LARGEST, high=LARGEST)
    if std is not None:
        std = arguments.number(std, "std", low=0, high=LARGEST)
    factor = arguments.number(factor, "factor", low=-LARGEST, high=LARGEST)
    front = () if copies is None else (arguments.integer(copies, "copies", low=1),)
    rng = arguments.generator(seed)
    noisy = [_noisy(w, mean, std, factor, front, rng) for w in weights]
    if factor:
        _warn_of_unchanged(weights, noisy, std)
    return noisy


def _warn_of_unchanged(
    weights: list[np.ndarray], noisy: list[np.ndarray], std: float | None
) -> None:
    for i, (w, result) in enumerate(zip(weights, noisy, strict=True)):
        if (np.ptp(w) if std is None else std) > 0 and (result == w).all():
            warnings.warn(
                f"arrays[{i}] of dtype {w.dtype} is unchanged: the noise is below its last digit",
                stacklevel=3,
            )
            return


def _weights(arrays: Iterable[npt.ArrayLike]) -> list[np.ndarray]:
    if isinstance(arrays, str | bytes) or not isinstance(arrays, Iterable):
        raise TypeError(f"arrays must be a list of arrays, got {arguments.shown(arrays)}")
    weights = [arguments.array(w, f"arrays[{i}]", finite=True) for i, w in enumerate(arrays)]
    for i, w in enumerate(weights):
        if w.dtype.kind != "f":
            raise TypeError(f"arrays[{i}] must hold floats, got {arguments.shown(w)}")
    return weights


def _noisy(
    w: np.ndarray,
    mean: float | None,
    std: float | None,
    factor: float,
    front: tuple[int, ...],
    rng: np.random.Generator,
) -> np.ndarray:
    mean = float(w.mean(dtype=np.float64)) if mean is None else mean
    std = float(w.std(dtype=np.float64)) if std is None else std
    noise = np.empty(front + w.shape, np.float64 if w.dtype.itemsize > 4 else np.float32)
    normals(rng, noise, std=factor * std)
    noise += noise.dtype.type(factor * mean)
    noise += w
    return noise.astype(w.dtype, copy=False)
