"""Plain values between a student's code and the grader: no pickle, no classes.

`encode` takes a value apart into what JSON can hold, `decode` puts it together again. Both sides
apply the same limits; the grader's side believes nothing that it is sent.
"""

from __future__ import annotations

from typing import Any

from course_lib.checks.values.decoding import decode_part
from course_lib.checks.values.encoding import encode_part, type_name
from course_lib.checks.values.limits import Budget, NotPlain, ValueLimits

__all__ = ["NotPlain", "ValueLimits", "decode", "encode", "type_name"]


def encode(value: Any, limits: ValueLimits | None = None) -> dict[str, Any]:
    """Return a plain value as a document for JSON.

    Parameters
    ----------
    value : object
        None, bool, int, float, complex, str; list, tuple and dict (keys str or int) of these;
        ranges, sets (in order) and arrays of objects, which become lists; arrays and scalars of
        NumPy, whatever has ``__array__`` (tensors), tables and series of pandas, models of Keras.
        Instances of subclasses become plain values.
    limits : ValueLimits, optional
        The largest that may pass.

    Returns
    -------
    dict
        Only str, bool, list and dict with str keys.

    Raises
    ------
    NotPlain
        Anything else, or too large.

    Examples
    --------
    >>> encode([1, True])["items"]
    [{'kind': 'int', 'value': '1'}, {'kind': 'bool', 'value': True}]
    >>> decode(encode({"loss": [0.5, float("inf")]}))
    {'loss': [0.5, inf]}
    >>> encode(int)
    Traceback (most recent call last):
    ...
    course_lib.checks.values.limits.NotPlain: a value of type type cannot be checked
    """
    try:
        return encode_part(value, Budget(limits or ValueLimits()), 0)
    except NotPlain:
        raise
    except Exception as error:  # a strange object may fail in any way
        raise NotPlain(f"a value of type {type_name(value)} cannot be checked") from error


def decode(
    document: Any, limits: ValueLimits | None = None, *, networks: bool = False, tables: bool = True
) -> Any:
    """Return the value that a document describes, as a new plain value.

    Parameters
    ----------
    document : object
        Of unknown origin.
    limits : ValueLimits, optional
        The largest that may pass.
    networks : bool
        Whether a Keras model may be rebuilt, which imports Keras.
    tables : bool
        Whether tables of pandas may be rebuilt, which imports pandas.

    Returns
    -------
    object
        What `encode` was given, or its plain equal.

    Raises
    ------
    NotPlain
        Anything but a document of `encode` within the limits.

    Examples
    --------
    >>> decode({"kind": "tuple", "items": []})
    ()
    >>> decode({"kind": "class", "name": "os.system"})
    Traceback (most recent call last):
    ...
    course_lib.checks.values.limits.NotPlain: a value of unknown kind
    """
    try:
        return decode_part(document, Budget(limits or ValueLimits()), 0, (networks, tables))
    except NotPlain:
        raise
    except Exception as error:
        raise NotPlain("a value could not be read") from error
