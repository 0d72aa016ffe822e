"""Checks of the tables that figures are drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course_lib.arguments import shown

__all__ = ["column", "numeric", "table"]


def table(value: Any, name: str, columns: Iterable[str]) -> pd.DataFrame:
    """Return `value` if it is a table with rows and the columns needed.

    Parameters
    ----------
    value : pandas.DataFrame
        What the caller passed.
    name : str
        The argument's name, for the message.
    columns : iterable of str
        Columns that must be there.

    Returns
    -------
    pandas.DataFrame
        The table itself.

    Raises
    ------
    TypeError
        Not a DataFrame.
    ValueError
        No rows, or a column missing.

    Examples
    --------
    >>> len(table(pd.DataFrame({"x": [1, 2]}), "frame", ["x"]))
    2
    """
    if not isinstance(value, pd.DataFrame):
        raise TypeError(f"{name} must be a pandas.DataFrame, got {shown(value)}")
    missing = [repr(c) for c in columns if c not in value.columns]
    if missing:
        have = ", ".join(map(str, value.columns)) or "none"
        raise ValueError(f"{name} must have the columns {', '.join(missing)}, got columns {have}")
    if value.empty:
        raise ValueError(f"{name} must have at least one row, got none")
    return value


def column(value: Any, name: str) -> str:
    """Return the name of a column.

    Examples
    --------
    >>> column("scale", "x")
    'scale'
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be the name of a column, got {shown(value)}")
    return value


def numeric(frame: pd.DataFrame, name: str, key: str) -> np.ndarray:
    """Return a column as float64.

    Raises
    ------
    TypeError
        The column holds something else than numbers.

    Examples
    --------
    >>> numeric(pd.DataFrame({"x": [1, 2]}), "frame", "x")
    array([1., 2.])
    """
    values = frame[key]
    if values.ndim != 1 or not pd.api.types.is_numeric_dtype(values):
        raise TypeError(
            f"{name}[{key!r}] must hold numbers, got dtype {getattr(values, 'dtype', 'mixed')}"
        )
    return values.to_numpy(dtype=np.float64, na_value=np.nan)
