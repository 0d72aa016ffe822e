"""When two plain values are the same."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["same"]


def same(actual: Any, expected: Any) -> bool:
    """Return whether two plain values are the same.

    Parameters
    ----------
    actual, expected : object
        Lists, tuples, arrays and columns of the same items count as the same, and so do 1 and 1.0;
        a boolean and a number do not. Two tables have the same labels too.

    Returns
    -------
    bool
        Never an error.

    Examples
    --------
    >>> same([1, (2.0,)], (1, [2])), same(True, 1)
    (True, False)
    """
    tables = [hasattr(value, "columns") for value in (actual, expected)]
    if all(tables):
        labels = [(list(table.columns), list(table.index)) for table in (actual, expected)]
        if not same(*labels):
            return False
    actual, expected = (_without_labels(value) for value in (actual, expected))
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and actual.keys() == expected.keys()
            and all(same(actual[key], expected[key]) for key in expected)
        )
    if isinstance(expected, np.ndarray) and isinstance(actual, np.ndarray):
        return _same_arrays(actual, expected)
    if _is_row(expected):
        return (
            _is_row(actual)
            and len(actual) == len(expected)
            and all(same(one, other) for one, other in zip(actual, expected, strict=True))
        )
    if _is_row(actual) or isinstance(actual, dict):
        return False
    flags = [isinstance(value, bool | np.bool_) for value in (actual, expected)]
    if any(flags):
        return all(flags) and bool(actual) is bool(expected)
    if expected is None or actual is None or isinstance(expected, str) or isinstance(actual, str):
        return type(actual) is type(expected) and actual == expected
    try:
        return bool(actual == expected or (actual != actual and expected != expected))
    except Exception:
        return False


def _without_labels(value: Any) -> Any:
    """Return the cells of a table, series or index as lists."""
    return value.to_numpy().tolist() if hasattr(value, "to_numpy") else value


def _same_arrays(actual: np.ndarray, expected: np.ndarray) -> bool:
    kinds = {actual.dtype.kind, expected.dtype.kind}
    if len(kinds) > 1 and kinds & set("bU"):
        return False
    return np.array_equal(actual, expected, equal_nan=not kinds & set("U"))


def _is_row(value: Any) -> bool:
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)
