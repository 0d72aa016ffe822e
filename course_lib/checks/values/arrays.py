"""Arrays on the way: the bytes of a .npy file, read by strict rules and never unpickled.

NumPy's own reader evaluates the header and allocates what it announces before it looks at what
follows. This one knows the only header that `to_npy` writes, and believes nothing else.
"""

from __future__ import annotations

import io
import math
import re

import numpy as np

from course_lib.checks.values.limits import Budget, NotPlain

__all__ = ["from_npy", "to_npy"]

_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '([<|][biufcU]\d{1,9})', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,15}(?:, \d{1,15})*,?)?)\), \} *\n"
)
_DTYPES = frozenset(
    "|b1 |i1 |u1 <i2 <i4 <i8 <u2 <u4 <u8 <f2 <f4 <f8 <c8 <c16".split()  # noqa: SIM905
)


def to_npy(array: np.ndarray, budget: Budget) -> bytes:
    """Return an array as a .npy file: C order, little-endian, without pickle.

    Parameters
    ----------
    array : numpy.ndarray
        Numbers, booleans or texts; a subclass becomes a plain array.
    budget : Budget
        Pays for its bytes.

    Returns
    -------
    bytes
        What `from_npy` reads.

    Raises
    ------
    NotPlain
        Another dtype, too many axes, too large, or a text that is not Unicode.

    Examples
    --------
    >>> from course_lib.checks.values.limits import ValueLimits
    >>> from_npy(to_npy(np.arange(3, dtype=">i2"), Budget(ValueLimits())), Budget(ValueLimits()))
    array([0, 1, 2], dtype=int16)
    """
    plain = np.asarray(array)
    dtype = plain.dtype.newbyteorder("<")
    if dtype.kind == "U" and dtype.itemsize == 0:
        dtype = np.dtype("<U1")
    if not _allowed(dtype.str):
        raise NotPlain(f"an array of dtype {_named(plain.dtype)} cannot be checked, only numbers")
    _measure(plain.shape, dtype.itemsize, budget)
    plain = np.asarray(plain, dtype=dtype, order="C")
    _check_content(plain)
    file = io.BytesIO()
    np.lib.format.write_array(file, plain, version=(1, 0), allow_pickle=False)
    return file.getvalue()


def from_npy(data: bytes, budget: Budget) -> np.ndarray:
    """Return the array that `to_npy` wrote, believing nothing that the bytes announce.

    Parameters
    ----------
    data : bytes
        Of unknown origin.
    budget : Budget
        Pays for the array's bytes.

    Returns
    -------
    numpy.ndarray
        A plain array that owns its memory; every NaN is the usual one.

    Raises
    ------
    NotPlain
        Anything but such a file.

    Examples
    --------
    >>> from course_lib.checks.values.limits import ValueLimits
    >>> from_npy(b"nonsense", Budget(ValueLimits()))
    Traceback (most recent call last):
    ...
    course_lib.checks.values.limits.NotPlain: an array does not have the form of a .npy file
    """
    start = len(_MAGIC) + 2
    length = int.from_bytes(data[len(_MAGIC) : start], "little")
    header = _HEADER.fullmatch(data[start : start + length])
    if not data.startswith(_MAGIC) or header is None:
        raise NotPlain("an array does not have the form of a .npy file")
    descr = header[1].decode("ascii")
    if not _allowed(descr):
        raise NotPlain(f"an array of dtype {descr} cannot be checked, only numbers")
    dtype = np.dtype(descr)
    shape = tuple(int(size) for size in header[2].decode("ascii").split(",") if size.strip())
    _measure(shape, dtype.itemsize, budget)
    content = data[start + length :]
    if len(content) != math.prod(shape) * dtype.itemsize:
        raise NotPlain("an array has another size than it announces")
    array = np.frombuffer(content, dtype).reshape(shape).copy()
    _check_content(array)
    if dtype.kind in "fc":
        real = array.reshape(-1).view(f"<f{dtype.itemsize // (2 if dtype.kind == 'c' else 1)}")
        real[np.isnan(real)] = np.nan
    return array


def _allowed(descr: str) -> bool:
    return descr in _DTYPES or (descr.startswith("<U") and 0 < int(descr[2:]) < 10**8)


def _named(dtype: np.dtype) -> str:
    return "object" if dtype.hasobject else str(dtype)[:40]


def _measure(shape: tuple[int, ...], itemsize: int, budget: Budget) -> None:
    if len(shape) > budget.limits.axes:
        raise NotPlain(f"an array has {len(shape)} axes: at most {budget.limits.axes}")
    # An axis of length 0 must not hide another that would exhaust the memory of a later sum.
    if math.prod(size or 1 for size in shape) * itemsize > budget.limits.size:
        budget.spend(budget.limits.size + 1)
    budget.spend(math.prod(shape) * itemsize)


def _check_content(array: np.ndarray) -> None:
    """Refuse bit patterns that make NumPy itself misbehave."""
    if array.size == 0:
        return
    if array.dtype.kind == "b" and array.reshape(-1).view(np.uint8).max() > 1:
        raise NotPlain("an array of booleans holds other bytes than 0 and 1")
    if array.dtype.kind == "U":
        codes = array.reshape(-1).view("<u4")
        if codes.max() > 0x10FFFF or ((codes >= 0xD800) & (codes <= 0xDFFF)).any():
            raise NotPlain("a text holds characters that are not Unicode")
