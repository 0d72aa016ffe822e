"""Labels in one form: a class or a number a row."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["n_classes", "named", "one_a_row", "probabilities"]

_MOST = 200_000  # rows whose classes are kept


def one_a_row(y: Any) -> np.ndarray | None:
    """Return one label a row, or None where a row has several or none.

    Parameters
    ----------
    y : object
        Labels as they were given: classes, a column of them, one-hot rows.

    Returns
    -------
    numpy.ndarray of shape (N,), or None
        One-hot rows become positions.

    Examples
    --------
    >>> one_a_row([[0, 1], [1, 0]])
    array([1, 0])
    >>> one_a_row([[3], [1]])
    array([3, 1])
    """
    if y is None or isinstance(y, (str, bytes, dict)):
        return None
    found = np.asarray(y)
    if found.ndim == 0 or not len(found):
        return None
    if found.ndim > 1 and found.size == len(found):
        found = found.reshape(-1)
    if found.ndim == 1:
        return found
    if found.ndim == 2 and found.dtype.kind in "biuf":
        hot = (found == 1).sum(axis=1) == 1
        if hot.all() and (found != 0).sum() == len(found):
            return found.argmax(axis=1)
    return None


def n_classes(labels: np.ndarray) -> int:
    """Return how many classes there are, or 0 for targets that are no classes.

    Parameters
    ----------
    labels : numpy.ndarray, shape (N,)
        One a row.

    Returns
    -------
    int
        Fractions, and more values than half of the rows, are no classes.
    """
    if labels.dtype.kind == "f" and not np.all(labels == np.round(labels)):
        return 0
    found = len(np.unique(labels))
    return found if found <= max(2, len(labels) // 2) else 0


def probabilities(outputs: Any) -> bool | None:
    """Return whether outputs are distributions over classes.

    Parameters
    ----------
    outputs : array, shape (N, C)
        Of a model.

    Returns
    -------
    bool or None
        None for anything but two or more columns of floats.

    Examples
    --------
    >>> probabilities([[0.9, 0.1], [0.2, 0.8]]), probabilities([[3.0, -1.0]]), probabilities([1])
    (True, False, None)
    """
    found = np.asarray(outputs)
    if found.ndim != 2 or found.shape[1] < 2 or found.dtype.kind != "f" or not len(found):
        return None
    return bool((found >= 0).all() and np.allclose(found.sum(axis=1), 1, atol=1e-3))


def named(outputs: Any, classes: Any = None) -> np.ndarray | None:
    """Return the class that a model names for each row.

    Parameters
    ----------
    outputs : array, shape (N,) or (N, C)
        Classes, or probabilities or scores of them.
    classes : array, shape (C,), optional
        Their names, where outputs are probabilities or scores.

    Returns
    -------
    numpy.ndarray of shape (N,), or None
        None for anything else.

    Examples
    --------
    >>> named([[0.9, 0.1], [0.2, 0.8]])
    array([0, 1])
    >>> named([-2.0, 0.5], classes=["cat", "dog"]).tolist()
    ['cat', 'dog']
    """
    found = np.asarray(outputs)
    if found.ndim not in (1, 2) or not 0 < len(found) <= _MOST:
        return None
    if found.ndim == 2 and found.shape[1] > 1:
        at = found.argmax(axis=1)
    elif classes is None and found.ndim == 1:
        return found.copy()  # of what the notebook may change
    else:
        column = found.reshape(-1)
        at = (column > (0.5 if classes is None else 0)).astype(np.int64)
    if classes is None:
        return at
    names = np.asarray(classes)
    return names[at] if at.max() < len(names) else None
