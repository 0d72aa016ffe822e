"""What rows are known by: a key that a change of type leaves, a signature that scaling leaves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

__all__ = ["FEWEST_VALUES", "exact_keys", "rows_of", "signatures"]

FEWEST_VALUES = 8  # fewer standardised values resemble each other by chance
N_PROJECTIONS = 32
_CHUNK = 2**20  # values at a time
_WIDEST = 2**20  # columns of a sparse matrix, beyond which rows are known by their values alone
_DOMINATES = 0.9  # share of one value in the length of its centered row; of wine it is 0.95


def rows_of(x: Any) -> Any | None:
    """Return what can be told apart by row: an array of shape (N, d), a sparse matrix, or None.

    Parameters
    ----------
    x : object
        Array of any backend, data frame, sparse matrix, list.

    Returns
    -------
    numpy.ndarray of shape (N, d), sparse matrix in rows, or None
        Numbers where they are numbers, one uint64 a row for texts and mixed tables; None for
        what has no rows.

    Examples
    --------
    >>> import numpy as np
    >>> rows_of(np.zeros((5, 28, 28))).shape
    (5, 784)
    >>> rows_of("a text") is None
    True
    """
    if x is None or isinstance(x, (str, bytes, dict, int, float)):
        return None
    if hasattr(x, "tocsr"):
        return x.tocsr()
    found = np.asarray(x)
    if found.ndim == 0 or not len(found):
        return None
    rows = found.reshape(len(found), -1)
    if rows.dtype.kind in "biuf":
        return rows
    if rows.dtype.kind == "O":
        try:
            return rows.astype(np.float64)
        except (TypeError, ValueError):
            pass
    if rows.dtype.kind not in "OUS":
        return None
    import pandas as pd

    hashed = [pd.util.hash_array(column.astype(str).astype(object)) for column in rows.T]
    return np.stack(hashed, axis=1)


def exact_keys(rows: Any) -> np.ndarray:
    """Return a key for each row, equal for equal values in single precision.

    Parameters
    ----------
    rows : numpy.ndarray or sparse matrix, shape (N, d)
        From `rows_of`.

    Returns
    -------
    numpy.ndarray of uint64, shape (N,)
        Of types, shapes and sparse storage nothing remains.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(12).reshape(2, 2, 3)
    >>> bool((exact_keys(rows_of(x)) == exact_keys(rows_of(x.astype("float32")))).all())
    True
    """
    weights = _weights(rows.shape[1])
    if hasattr(rows, "indptr"):
        products = _bits(rows.data) * weights[rows.indices]
        sums = np.concatenate([[np.uint64(0)], np.cumsum(products, dtype=np.uint64)])
        return _mixed(sums[rows.indptr[1:]] - sums[rows.indptr[:-1]])
    keys = np.empty(len(rows), np.uint64)
    for part in _parts(rows):
        keys[part] = (_bits(rows[part]) * weights).sum(axis=1, dtype=np.uint64)
    return _mixed(keys)


def signatures(rows: Any) -> np.ndarray:
    """Return 32 numbers for each row that no factor or offset of its values changes.

    Parameters
    ----------
    rows : numpy.ndarray or sparse matrix, shape (N, d)
        From `rows_of`.

    Returns
    -------
    numpy.ndarray of float32, shape (N, 32)
        Random projections of the standardised row: the distance of two is about that of the
        standardised rows over the root of d, so that unrelated rows are about 1.4 apart. NaN for
        a row of fewer than eight values, of equal ones, with one that is not finite, or with one
        so much larger than the others that all rows of a table look alike.

    References
    ----------
    Johnson and Lindenstrauss, Extensions of Lipschitz mappings into a Hilbert space, 1984.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(0).random((3, 5, 5))
    >>> bool(np.allclose(signatures(rows_of(x)), signatures(rows_of(255 * x - 3)), atol=1e-5))
    True
    """
    found = np.full((rows.shape[0], N_PROJECTIONS), np.nan, np.float32)
    if rows.shape[1] < FEWEST_VALUES or rows.dtype == np.uint64:
        return found
    if hasattr(rows, "indptr"):
        return _of_sparse(rows, found)
    signs = _signs(rows.shape[1])
    for part in _parts(rows):
        values = rows[part]
        # Values beyond single precision become infinite here, and so unknown.
        with np.errstate(over="ignore", invalid="ignore"):
            mean = values.mean(axis=1, dtype=np.float64, keepdims=True)
            centered = (values - mean).astype(np.float32)
            scale = np.sqrt(np.einsum("ij,ij->i", centered, centered, dtype=np.float64))
            widest = np.abs(centered).max(axis=1)
        known = np.isfinite(scale) & (scale > 1e-5 * np.abs(mean[:, 0])) & (scale > 0)
        known &= widest < _DOMINATES * scale
        size = scale[known, None] * np.sqrt(N_PROJECTIONS)
        found[part][known] = (centered[known] @ signs) / size
    return found


def _of_sparse(rows: Any, found: np.ndarray) -> np.ndarray:
    """Fill in the signatures of sparse rows, which may be far too wide to be written out."""
    n_values = rows.shape[1]
    if n_values > _WIDEST:
        return found
    values = rows.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.asarray(values.sum(axis=1)).reshape(-1) / n_values
        squares = np.asarray(values.multiply(values).sum(axis=1)).reshape(-1)
        scale = np.sqrt(np.maximum(squares - n_values * mean**2, 0))
        ends = [np.asarray(end(axis=1).todense()).reshape(-1) for end in (values.max, values.min)]
        widest = np.max([np.abs(end - mean) for end in ends], axis=0)
    known = np.isfinite(scale) & (scale > 1e-5 * np.abs(mean)) & (scale > 0)
    known &= widest < _DOMINATES * scale
    used, columns = np.unique(values.indices, return_inverse=True)
    signs = _signs(n_values)
    narrow = type(values)((values.data, columns, values.indptr), shape=(len(mean), len(used)))
    projected = narrow @ signs[used].astype(np.float64) - mean[:, None] * signs.sum(axis=0)
    found[known] = projected[known] / (scale[known, None] * np.sqrt(N_PROJECTIONS))
    return found


def _parts(rows: Any) -> Iterator[slice]:
    step = max(1, _CHUNK // max(1, rows.shape[1]))
    for start in range(0, rows.shape[0], step):
        yield slice(start, start + step)


def _bits(values: np.ndarray) -> np.ndarray:
    if values.dtype == np.uint64:
        return values
    with np.errstate(over="ignore"):
        single = values.astype(np.float32) + np.float32(0)  # -0 becomes 0
    return single.view(np.uint32).astype(np.uint64)


def _mixed(keys: np.ndarray) -> np.ndarray:
    keys = keys ^ (keys >> np.uint64(33))
    keys = keys * np.uint64(0xFF51AFD7ED558CCD)
    return keys ^ (keys >> np.uint64(33))


@lru_cache(8)
def _weights(n_values: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 2**64, n_values, np.uint64) | np.uint64(1)


@lru_cache(8)
def _signs(n_values: int) -> np.ndarray:
    drawn = np.random.default_rng(1).integers(0, 2, (n_values, N_PROJECTIONS), np.int8)
    return (2 * drawn - 1).astype(np.float32)
