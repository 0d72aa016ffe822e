"""Rows that resemble another far more than anything else does: noisy or shifted copies."""

from __future__ import annotations

import numpy as np

__all__ = ["nearest", "twins"]

NEARER = 0.35  # how much nearer than the rest a twin is
NEIGHBORS = 20  # of which the farthest stands for the rest
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

    A twin is at most 0.35 times as far as the twentieth nearest row. Copies of one row under
    one noise are found while fewer than twenty of them are there.

    Parameters
    ----------
    known, asked : numpy.ndarray of float32, shapes (K, 32) and (N, 32)
        Signatures; rows with NaN have no twin.

    Returns
    -------
    numpy.ndarray of int64, shape (N,)
        Positions in `known`.

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
    if len(whole) <= NEIGHBORS or not len(able):
        return found
    positions, distances = nearest(known[whole], asked[able], NEIGHBORS)
    near = distances[:, 0] <= NEARER * distances[:, -1]
    found[able[near]] = whole[positions[near, 0]]
    return found
