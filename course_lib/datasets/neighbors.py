"""Which samples of a data set resemble each other most."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from course_lib import arguments

__all__ = ["nearest_neighbor"]

_ROWS = 1024  # distances of so many samples at a time are held


def nearest_neighbor(x: npt.ArrayLike) -> np.ndarray:
    """Return for each sample the position of the other sample that is nearest to it.

    Near is the Euclidean distance over all values of a sample. Of several that are equally near
    the first counts.

    Parameters
    ----------
    x : array_like of numbers, shape (N, ...)
        At least two samples, finite.

    Returns
    -------
    numpy.ndarray of int64, shape (N,)
        Positions in `x`, never a sample's own.

    Raises
    ------
    TypeError
        Not an array of numbers.
    ValueError
        A single sample, or values that are not finite.

    References
    ----------
    Cover and Hart, Nearest neighbor pattern classification, 1967.

    Examples
    --------
    >>> nearest_neighbor([[0.0], [1.0], [1.25]])
    array([1, 2, 1])
    """
    samples = arguments.array(x, "x", ndim=range(1, 9), finite=True)
    if len(samples) < 2:
        raise ValueError("x must hold at least two samples, got one")
    rows = samples.reshape(len(samples), -1).astype(np.float64)
    rows -= rows.mean(axis=0)  # small numbers lose fewer digits in the difference of squares
    squares = np.einsum("ij,ij->i", rows, rows)
    nearest = np.empty(len(rows), np.int64)
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        distance = squares - 2 * part @ rows.T
        own = np.arange(len(part))
        distance[own, start + own] = np.inf
        nearest[start : start + _ROWS] = distance.argmin(axis=1)
    return nearest
