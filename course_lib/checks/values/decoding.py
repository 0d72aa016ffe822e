"""Puts a value together from a document that anybody may have written."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.checks.values import arrays
from course_lib.checks.values.encoding import BITS, KEY_BITS
from course_lib.checks.values.limits import Budget, NotPlain

__all__ = ["decode_part"]

_INTEGER = re.compile(r"-?[0-9]{1,1300}")
_FLOAT = re.compile(r"-?(0x[01]\.[0-9a-f]{1,13}p[+-][0-9]{1,4}|inf)|nan")


def decode_part(document: Any, budget: Budget, depth: int, allowed: tuple[bool, bool]) -> Any:
    """Return the value of one part of a document.

    Parameters
    ----------
    document : object
        Of unknown origin.
    budget : Budget
        Pays for it.
    depth : int
        How deep it stands.
    allowed : (bool, bool)
        Whether it may be a Keras model, and a table.

    Returns
    -------
    object
        A plain value.
    """
    budget.enter(depth)
    kind = document.get("kind") if type(document) is dict else None
    if type(kind) is not str:
        raise NotPlain("a value of unknown kind")
    if kind in _LEAVES:
        field, wanted, decoder = _LEAVES[kind]
        if len(document) == 2 and type(document.get(field)) is wanted:
            return decoder(document[field], budget)
        raise NotPlain("a value of unknown kind")

    def inner(part: Any) -> Any:
        return decode_part(part, budget, depth + 1, allowed)

    match document:
        case {"kind": "none"} if len(document) == 1:
            return None
        case {"kind": "complex", "real": str(real), "imag": str(imag)} if len(document) == 3:
            return complex(_float(real, budget), _float(imag, budget))
        case {"kind": "list", "items": list(items)} if len(document) == 2:
            return [inner(item) for item in items]
        case {"kind": "tuple", "items": list(items)} if len(document) == 2:
            return tuple(inner(item) for item in items)
        case {"kind": "dict", "items": list(items)} if len(document) == 2:
            return _dict(items, inner)
        case {"kind": "table" | "series" | "index"} if allowed[1]:
            from course_lib.checks.values import tables

            return tables.from_document(document, inner)
        case {"kind": "model"} if allowed[0]:
            from course_lib.checks.values import networks

            return networks.from_document(document, inner)
        case {"kind": "model"}:
            raise NotPlain("a model where another value was expected")
    raise NotPlain("a value of unknown kind")


def _bool(value: bool, budget: Budget) -> bool:
    return value


def _integer(text: str, budget: Budget) -> int:
    if not _INTEGER.fullmatch(text) or (value := int(text)).bit_length() > BITS:
        raise NotPlain("not a valid integer")
    return value


def _float(text: str, budget: Budget) -> float:
    if not _FLOAT.fullmatch(text):
        raise NotPlain("not a valid number")
    return float.fromhex(text)


def _text(text: str, budget: Budget) -> str:
    budget.spend_text(text)
    return text


def _dict(items: list[Any], inner: Callable[[Any], Any]) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for item in items:
        if type(item) is not list or len(item) != 2:
            raise NotPlain("not a valid dictionary")
        key = inner(item[0])
        if type(key) not in (str, int) or key in result:
            raise NotPlain("a dictionary with a key twice, or one that is neither text nor integer")
        if type(key) is int and key.bit_length() > KEY_BITS:
            raise NotPlain("a dictionary with a key that is too large")
        result[key] = inner(item[1])
    return result


def _array(text: str, budget: Budget) -> np.ndarray:
    if len(text) > budget.size * 4 // 3 + 100_000:
        budget.spend(budget.limits.size + 1)
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise NotPlain("an array does not have the form of a .npy file") from None
    return arrays.from_npy(data, budget)


def _scalar(text: str, budget: Budget) -> Any:
    array = _array(text, budget)
    if array.shape != () or array.dtype.kind == "U":
        raise NotPlain("not a valid number")
    return array[()]


# The one field of a value without parts, and of what type it is.
_LEAVES: dict[str, tuple[str, type, Callable[[Any, Budget], Any]]] = {
    "bool": ("value", bool, _bool),
    "int": ("value", str, _integer),
    "float": ("value", str, _float),
    "str": ("value", str, _text),
    "array": ("npy", str, _array),
    "scalar": ("npy", str, _scalar),
}
