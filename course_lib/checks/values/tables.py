"""Tables and series of pandas on the way: labels and columns as plain values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.checks.values.limits import NotPlain

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["from_document", "to_document"]

_COLUMNS = 1_000
_LABELS = (type(None), bool, int, float, str, np.generic)


def to_document(value: Any, encode: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Return a table, series or index as a document.

    Parameters
    ----------
    value : pandas.DataFrame, pandas.Series or pandas.Index
        Of numbers, booleans and texts.
    encode : callable
        Encodes a part.

    Returns
    -------
    dict
        For `from_document`.

    Examples
    --------
    >>> import pandas as pd
    >>> to_document(pd.Series([1, 2]), lambda part: part)["data"]
    array([1, 2])
    """
    import pandas as pd

    if isinstance(value, pd.MultiIndex):
        raise NotPlain("a table with several levels of labels cannot be checked: reset its index")
    if isinstance(value, pd.Index):
        return {"kind": "index", "data": encode(_cells(value)), "name": encode(value.name)}
    if isinstance(value, pd.Series):
        return {
            "kind": "series",
            "data": encode(_cells(value)),
            "name": encode(value.name),
            "index": encode(value.index),
        }
    if value.shape[1] > _COLUMNS:
        raise NotPlain(f"a table of {value.shape[1]} columns is too wide: at most {_COLUMNS}")
    return {
        "kind": "table",
        "data": [encode(_cells(value.iloc[:, at])) for at in range(value.shape[1])],
        "columns": encode(value.columns),
        "index": encode(value.index),
    }


def from_document(document: dict[str, Any], decode: Callable[[Any], Any]) -> Any:
    """Return the table, series or index that a document describes.

    Parameters
    ----------
    document : dict
        Of unknown origin.
    decode : callable
        Decodes a part.

    Returns
    -------
    pandas.DataFrame, pandas.Series or pandas.Index
        A new one.

    Raises
    ------
    NotPlain
        Anything but a document of `to_document`.

    Examples
    --------
    >>> import pandas as pd
    >>> document = to_document(pd.Index([3, 4]), lambda part: part)
    >>> from_document(document, lambda part: part)
    Index([3, 4], dtype='int64')
    """
    import pandas as pd

    match document:
        case {"kind": "index", "data": data, "name": name, **rest} if not rest:
            return pd.Index(_column(decode(data)), name=_label(decode(name)))
        case {"kind": "series", "data": data, "name": name, "index": index, **rest} if not rest:
            labels, values = _index(decode(index)), _column(decode(data))
            _fit(len(values), len(labels))
            return pd.Series(values, index=labels, name=_label(decode(name)))
        case {"kind": "table", "data": list(data), "columns": heads, "index": index, **rest} if (
            not rest and len(data) <= _COLUMNS
        ):
            labels, columns = _index(decode(index)), _index(decode(heads))
            values = {at: _column(decode(part)) for at, part in enumerate(data)}
            _fit(len(values), len(columns))
            for column in values.values():
                _fit(len(column), len(labels))
            return pd.DataFrame(values, index=labels).set_axis(columns, axis="columns")
    raise NotPlain("not a valid table")


def _cells(values: Any) -> Any:
    """Return a column as an array where it is one, else as a list of its values."""
    array = values.to_numpy()
    if array.dtype.kind in "biufc":
        return array
    return [None if _missing(cell) else cell for cell in array.tolist()]


def _missing(cell: Any) -> bool:
    return type(cell).__name__ in {"NAType", "NaTType"} or (type(cell) is float and cell != cell)


def _column(values: Any) -> Any:
    if isinstance(values, np.ndarray) and values.ndim == 1:
        return values
    if type(values) is list and all(isinstance(cell, _LABELS) for cell in values):
        return values
    raise NotPlain("not a valid column of a table")


def _label(name: Any) -> Any:
    if isinstance(name, _LABELS):
        return name
    raise NotPlain("not a valid label of a table")


def _index(value: Any) -> pd.Index:
    import pandas as pd

    if isinstance(value, pd.Index):
        return value
    raise NotPlain("not valid labels of a table")


def _fit(length: int, wanted: int) -> None:
    if length != wanted:
        raise NotPlain("a table whose parts do not fit each other")
