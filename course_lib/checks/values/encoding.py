"""Takes a value apart into what JSON can hold; runs beside the student's code."""

from __future__ import annotations

import base64
import contextlib
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.checks.values import arrays
from course_lib.checks.values.limits import Budget, NotPlain
from course_lib.text import encodable

__all__ = ["BITS", "KEY_BITS", "encode_part", "type_name"]

BITS = 4096
KEY_BITS = 60  # larger integers can be chosen so that their hashes collide


def type_name(value: Any) -> str:
    """Return the name of a value's class, even where the class lies about it.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    str
        At most 60 characters.

    Examples
    --------
    >>> type_name(3)
    'int'
    """
    name = type.__dict__["__name__"].__get__(type(value))
    return encodable(name[:60])


def encode_part(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    """Return one part of a value as a document.

    Parameters
    ----------
    value : object
        The part.
    budget : Budget
        Pays for it.
    depth : int
        How deep it stands.

    Returns
    -------
    dict
        For `course_lib.checks.values.decoding.decode_part`.
    """
    budget.enter(depth)
    if value is None:
        return {"kind": "none"}
    kind = type(value)  # not isinstance, which asks the object
    if kind in _EXACT:
        return _EXACT[kind](value, budget, depth)
    for base, encoder in _ENCODERS:
        if issubclass(kind, base):
            return encoder(value, budget, depth)
    return _encode_foreign(value, budget, depth)


def _encode_bool(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    return {"kind": "bool", "value": value is True}


def _encode_int(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    plain = int.__int__(value)
    if plain.bit_length() > BITS:
        raise NotPlain(f"an integer of {plain.bit_length()} bits is too large to be checked")
    return {"kind": "int", "value": str(plain)}


def _encode_float(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    return {"kind": "float", "value": float.__float__(value).hex()}


def _encode_complex(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    real, imag = (complex.__dict__[part].__get__(value) for part in ("real", "imag"))
    return {"kind": "complex", "real": real.hex(), "imag": imag.hex()}


def _encode_str(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    plain = str.__str__(value)
    budget.spend_text(plain)
    return {"kind": "str", "value": plain}


def _encode_list(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    return {"kind": "list", "items": _encode_items(list.__iter__(value), budget, depth)}


def _encode_tuple(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    return {"kind": "tuple", "items": _encode_items(tuple.__iter__(value), budget, depth)}


def _encode_range(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    return {"kind": "list", "items": _encode_items(iter(value), budget, depth)}


def _encode_set(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    base = frozenset if issubclass(type(value), frozenset) else set
    items = list(base.__iter__(value))
    with contextlib.suppress(TypeError):  # what has no order comes in any
        items.sort()
    return {"kind": "list", "items": _encode_items(items, budget, depth)}


def _encode_items(items: Any, budget: Budget, depth: int) -> list[dict[str, Any]]:
    return [encode_part(item, budget, depth + 1) for item in items]


def _encode_dict(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    items, seen = [], set()
    for key, entry in dict.items(value):
        plain = _key(key)
        if plain in seen:
            raise NotPlain("a dictionary holds a key twice")
        seen.add(plain)
        items.append([encode_part(plain, budget, depth + 1), encode_part(entry, budget, depth + 1)])
    return {"kind": "dict", "items": items}


def _key(key: Any) -> str | int:
    kind = type(key)
    if issubclass(kind, str):
        return str.__str__(key)
    if (issubclass(kind, int) and kind is not bool) or issubclass(kind, np.integer):
        plain = int(key) if issubclass(kind, np.integer) else int.__int__(key)
        if plain.bit_length() > KEY_BITS:
            raise NotPlain(f"a dictionary can only have integers of {KEY_BITS} bits as keys")
        return plain
    raise NotPlain("a dictionary can only be checked if its keys are texts or integers")


def _encode_array(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    if issubclass(type(value), np.ma.MaskedArray):
        raise NotPlain("a masked array cannot be checked: return a plain one")
    if value.dtype.hasobject and value.dtype.names is None:
        return encode_part(value.tolist(), budget, depth)
    return {"kind": "array", "npy": _npy(value, budget)}


def _encode_scalar(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    return {"kind": "scalar", "npy": _npy(np.asarray(value), budget)}


def _encode_foreign(value: Any, budget: Budget, depth: int) -> dict[str, Any]:
    """Encode what belongs to a package that need not be imported; if it is not, it is not its."""
    kind = type(value)
    pandas, keras = sys.modules.get("pandas"), sys.modules.get("keras")
    if pandas is not None and issubclass(kind, pandas.DataFrame | pandas.Series | pandas.Index):
        from course_lib.checks.values import tables

        return tables.to_document(value, lambda part: encode_part(part, budget, depth + 1))
    if keras is not None and issubclass(kind, keras.Model):
        from course_lib.checks.values import networks

        return networks.to_document(value, lambda part: encode_part(part, budget, depth + 1))
    if hasattr(kind, "__array__"):
        return _encode_array(np.asarray(value), budget, depth)
    raise NotPlain(f"a value of type {type_name(value)} cannot be checked")


# A NumPy float is also a float, a NumPy text also a text (and NumPy would cut its last zeros).
_ENCODERS: list[tuple[type, Callable[[Any, Budget, int], dict[str, Any]]]] = [
    (str, _encode_str),
    (np.generic, _encode_scalar),
    (bool, _encode_bool),
    (int, _encode_int),
    (float, _encode_float),
    (complex, _encode_complex),
    (list, _encode_list),
    (tuple, _encode_tuple),
    (dict, _encode_dict),
    *((view, _encode_range) for view in (range, *map(type, ({}.keys(), {}.values())))),
    (set, _encode_set),
    (frozenset, _encode_set),
    (np.ndarray, _encode_array),
]
_EXACT = {base: encoder for base, encoder in _ENCODERS if base is not np.generic}


def _npy(array: np.ndarray, budget: Budget) -> str:
    return base64.b64encode(arrays.to_npy(array, budget)).decode("ascii")
