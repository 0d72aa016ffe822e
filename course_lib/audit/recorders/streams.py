"""The arrays behind a stream of batches, as far as it tells them."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.audit.events import Rows

__all__ = ["behind", "rows_behind"]

_KEEPING = ("Batch", "Shuffle", "Map", "Prefetch", "Repeat", "Cache", "Options", "Unbatch", "Model")


def behind(x: Any) -> tuple[Any, Any] | None:
    """Return inputs and labels that a stream passes, in any order; arrays are returned as such.

    Parameters
    ----------
    x : object
        What was given to ``fit``.

    Returns
    -------
    (inputs, labels) or None
        None where that cannot be known without running the stream.
    """
    if x is None:
        return None
    if isinstance(x, (np.ndarray, list, tuple, dict)) or hasattr(x, "__array__"):
        return x, None
    if hasattr(x, "element_spec"):
        return _of_dataset(x)
    dataset = getattr(x, "dataset", None)  # of PyTorch's DataLoader
    tensors = getattr(dataset, "tensors", None)
    if tensors:
        return tensors[0], tensors[1] if len(tensors) > 1 else None
    return None


def rows_behind(session: Any, x: Any, y: Any = None) -> Rows | None:
    """Return the rows that something passes; where it does not tell them the report says so.

    Parameters
    ----------
    session : Session
        Knows rows.
    x, y : object
        What was given to ``fit``.

    Returns
    -------
    Rows or None
        None for nothing, and for what cannot be followed.
    """
    if id(x) in session.followed:  # its batches are noted as they pass
        return None
    source = behind(x)
    if source is None:
        if x is not None:
            session.lost(f"the rows of a {type(x).__name__}")
        return None
    return session.rows(*source) if y is None else session.rows(source[0], y)


def _of_dataset(dataset: Any) -> tuple[Any, Any] | None:
    """Go back from a tf.data.Dataset to the slices it began with."""
    while True:
        tensors = getattr(dataset, "_tensors", None)
        if tensors:
            return tensors[0], tensors[1] if len(tensors) > 1 else None
        kind = type(dataset).__name__.replace("FlatMap", "")  # which makes others of its elements
        if not any(word in kind for word in _KEEPING):
            return None
        dataset = getattr(dataset, "_input_dataset", None)
