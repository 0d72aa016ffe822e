"""Rows that resemble another far more than anything else does: noisy or shifted copies."""

from __future__ import annotations

import numpy as np

__all__ = ["nearest", "twins"]

NEIGHBORS = 20  # of which the farthest stands for the rest
_BY_CHANCE = 0.01  # share of rows that have a neighbour as near as a twin, and none
_CHUNK = 256


def nearest(known: np.ndarray, asked: np.ndarray, n: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest signatures.

    Parameters
    ----------
    known : numpy.ndarray of float32, shape (K, 32)
        Signatures, finite.
    asked : numpy.ndarray of float32, shape (N, 32)
        Signatures, finite.
    n : int
        How many for each, at most K.

    Returns
    -------
    positions : numpy.ndarray of int64, shape (N, n)
        In `known`, the nearest first.
    distances : numpy.ndarray of float32, shape (N, n)
        Euclidean.

    Examples
    --------
    >>> positions, _ = nearest(np.eye(3, 32, dtype="float32"), np.eye(1, 32, dtype="float32"))
    >>> positions
    array([[0]])
    """
    n = min(n, len(known))
    squares = np.einsum("ij,ij->i", known, known)
    positions = np.empty((len(asked), n), np.int64)
    distances = np.empty((len(asked), n), np.float32)
    for start in range(0, len(asked), _CHUNK):
        part = asked[start : start + _CHUNK]
        squared = squares - 2 * part @ known.T
        squared += np.einsum("ij,ij->i", part, part)[:, None]
        first = np.argpartition(squared, n - 1, axis=1)[:, :n]
        found = np.take_along_axis(squared, first, axis=1)
        order = np.argsort(found, axis=1, kind="stable")
        here = slice(start, start + len(part))
        positions[here] = np.take_along_axis(first, order, axis=1)
        distances[here] = np.sqrt(np.maximum(np.take_along_axis(found, order, axis=1), 0))
    return positions, distances


def twins(known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return for each row the position of its twin, or -1.

    The distances of the twentieth and the fortieth nearest row tell how many dimensions the rows
    fill, and so how near the nearest should be; a twin is as near as one in a hundred is by
    chance, and at most half as far as expected. Copies of one row under one noise are found while
    fewer than twenty of them are there.

    Parameters
    ----------
    known, asked : numpy.ndarray of float32, shapes (K, 32) and (N, 32)
        Signatures; rows with NaN have no twin.

    Returns
    -------
    numpy.ndarray of int64, shape (N,)
        Positions in `known`.

    References
    ----------
    Levina and Bickel, Maximum likelihood estimation of intrinsic dimension, 2004.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> known = rng.normal(size=(50, 32)).astype("float32")
    >>> twins(known, known[3:5] + np.float32(0.01))
    array([3, 4])
    """
    found = np.full(len(asked), -1, np.int64)
    whole = np.flatnonzero(np.isfinite(known[:, 0]))
    able = np.flatnonzero(np.isfinite(asked[:, 0]))
    if len(whole) < 2 * NEIGHBORS or not len(able):
        return found
    positions, distances = nearest(known[whole], asked[able], 2 * NEIGHBORS)
    rest = np.maximum(distances[:, NEIGHBORS - 1], 1e-9)
    growth = np.median(np.log(np.maximum(distances[:, -1], 1e-9) / rest))
    dimensions = np.log(2) / max(float(growth), 0.01)
    expected = (1 / NEIGHBORS) ** (1 / dimensions)
    near = distances[:, 0] / rest <= expected * min(0.5, _BY_CHANCE ** (1 / dimensions))
    found[able[near]] = whole[positions[near, 0]]
    return found
