"""What was asked and what was answered, short enough for a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from course_lib.arguments import shown

__all__ = ["call_text", "value_text"]

_DIGITS = 6
_FEW = 20  # numbers of an array that are all shown
_ITEMS = 6
_LONGEST = 300


def call_text(name: str, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None) -> str:
    """Return a call as one would write it, its long arguments cut.

    Parameters
    ----------
    name : str
        The function.
    args : sequence
        Plain values.
    kwargs : mapping, optional
        Plain values by name.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> call_text("pool", [np.eye(2), 2], {"kind": "mean"})
    "pool([[1, 0], [0, 1]], 2, kind='mean')"
    """
    parts = [value_text(one) for one in args]
    parts += [f"{key}={value_text(one)}" for key, one in (kwargs or {}).items()]
    return _cut(f"{name}({', '.join(parts)})")


def value_text(value: Any) -> str:
    """Return a plain value in one short line: six digits, and the beginning of what is long.

    Parameters
    ----------
    value : object
        None, a number, text, array, list, dictionary, table or model.

    Returns
    -------
    str
        For people.

    Examples
    --------
    >>> value_text(0.1 + 0.2), value_text((1, None)), value_text({"a": [1.5]})
    ('0.3', '(1, None)', "{'a': [1.5]}")
    >>> value_text(np.zeros((50, 2)))
    'an array of shape (50, 2): [[0, 0], [0, 0], ..., [0, 0], [0, 0]]'
    """
    return _cut(_text(value, 3))


def _text(value: Any, depth: int) -> str:
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | complex | np.number):
        return _number(value.item() if isinstance(value, np.number) else value)
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, list | tuple | dict) and depth == 0:
        return "..."
    if isinstance(value, dict):
        items = [f"{_text(k, 0)}: {_text(v, depth - 1)}" for k, v in list(value.items())[:_ITEMS]]
        return "{" + ", ".join(items + ["..."] * (len(value) > _ITEMS)) + "}"
    if isinstance(value, list | tuple):
        parts = [_text(one, depth - 1) for one in value[:_ITEMS]] + ["..."] * (len(value) > _ITEMS)
        if isinstance(value, list):
            return f"[{', '.join(parts)}]"
        return f"({', '.join(parts)}{',' * (len(value) == 1)})"
    if hasattr(value, "columns") and hasattr(value, "index"):
        columns = _text([str(name) for name in value.columns], 1)
        return f"a table of {len(value)} rows with columns {columns}"
    if hasattr(value, "get_weights"):
        return f"a model of {len(value.layers)} layers" if hasattr(value, "layers") else "a model"
    return shown(value)


def _number(value: complex) -> str:
    return str(value) if isinstance(value, int) else f"{value:.{_DIGITS}g}"


def _array(value: np.ndarray) -> str:
    plain: Any = {"numpystr": repr, "float_kind": _number, "complex_kind": _number}
    wide = 10**6
    text = np.array2string(
        value, wide, separator=", ", threshold=_FEW, edgeitems=2, formatter=plain
    )
    text = " ".join(text.split())
    return text if value.size <= _FEW else f"an array of shape {value.shape}: {text}"


def _cut(text: str) -> str:
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
