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
        Lists, tuples and arrays of the same items count as the same, and so do 1 and 1.0; a
        boolean and a number do not.

    Returns
    -------
    bool
        Never an error.

    Examples
    --------
    >>> same([1, (2.0,)], (1, [2])), same(True, 1)
    (True, False)
    """
    if hasattr(expected, "to_dict") or hasattr(actual, "to_dict"):
        return type(actual) is type(expected) and bool(actual.equals(expected))
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


def _same_arrays(actual: np.ndarray, expected: np.ndarray) -> bool:
    kinds = {actual.dtype.kind, expected.dtype.kind}
    if len(kinds) > 1 and kinds & set("bU"):
        return False
    return np.array_equal(actual, expected, equal_nan=not kinds & set("U"))


def _is_row(value: Any) -> bool:
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)
