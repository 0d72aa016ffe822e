"""Requests and replies as JSON text, read without trust: sizes, depth, repeated keys, numbers."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from course_lib.checks.values.limits import NotPlain

__all__ = ["read", "write"]

_SIZE = 100_000_000
_PARTS = 6_000_000


def write(message: dict[str, Any]) -> str:
    r"""Return a request or reply as one line of ASCII.

    Parameters
    ----------
    message : dict
        Of what JSON can hold.

    Returns
    -------
    str
        Without line breaks.

    Examples
    --------
    >>> write({"missing": "größe"})
    '{"missing":"gr\\u00f6\\u00dfe"}'
    """
    return json.dumps(message, separators=(",", ":"), allow_nan=False)


def read(text: str | bytes, size: int = _SIZE) -> dict[str, Any]:
    """Return the message that a text of unknown origin holds.

    Parameters
    ----------
    text : str or bytes
        JSON.
    size : int
        The longest text that is looked at.

    Returns
    -------
    dict
        The message; its parts are still to be checked.

    Raises
    ------
    NotPlain
        Too long, no JSON, a key twice, numbers that JSON does not know, or no object.

    Examples
    --------
    >>> read('{"missing": "f"}')
    {'missing': 'f'}
    >>> read('{"missing": "f", "missing": "g"}')
    Traceback (most recent call last):
    ...
    course_lib.checks.values.limits.NotPlain: the reply names a field twice
    """
    if len(text) > size:
        raise NotPlain(f"the reply is too long: at most {size // 1_000_000} MB")
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    # A list costs two characters and many times that in memory; base64 holds none of these.
    if sum(data.count(mark) for mark in (b"[", b"{", b",")) > _PARTS:
        raise NotPlain("the reply has too many parts")
    try:
        message = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except NotPlain:
        raise
    except (ValueError, RecursionError, MemoryError):
        raise NotPlain("the reply is not JSON") from None
    if type(message) is not dict:
        raise NotPlain("the reply is not a JSON object")
    return message


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise NotPlain("the reply names a field twice")
    return result


def _constant(name: str) -> NoReturn:
    raise NotPlain(f"the reply holds {name}, which JSON does not know")
