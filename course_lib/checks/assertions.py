"""Comparisons for checks: each says in one sentence what is wrong with a student's value.

A value here came from the student's process, so it is plain; but it may be of any kind, since
students forget a ``return`` or give a list for an array. None of that is an error of the check.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.arguments import shown
from course_lib.checks.equality import same
from course_lib.checks.outcomes import Missing, StudentError

__all__ = [
    "CheckFailed",
    "assert_allclose",
    "assert_array",
    "assert_arrays",
    "assert_close_to_range",
    "assert_equal",
    "assert_raises",
    "assert_shape",
    "assert_that",
    "assert_type",
]


class CheckFailed(Exception):  # noqa: N818 - not an error of the check
    """A student's value is not what the question asks for.

    Parameters
    ----------
    message : str
        What is wrong, in one sentence.
    hint : str
        What to look at.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def assert_that(condition: Any, message: str, *, hint: str = "") -> None:
    """Fail unless a condition holds.

    Parameters
    ----------
    condition : bool
        What should be true.
    message : str
        What is wrong if it is not.
    hint : str
        What to look at.

    Examples
    --------
    >>> assert_that(1 < 2, "one is too large")
    """
    if not bool(condition):
        raise CheckFailed(message, hint)


def assert_type(actual: Any, kinds: type | tuple[type, ...], *, hint: str = "") -> None:
    """Fail unless a value is of a kind; a bool is not an int here.

    Parameters
    ----------
    actual : object
        The student's value.
    kinds : type or tuple of type
        What it may be.
    hint : str
        What to look at.

    Examples
    --------
    >>> assert_type(True, int)
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: the value is of type bool instead of int
    """
    allowed = kinds if isinstance(kinds, tuple) else (kinds,)
    if isinstance(actual, allowed) and (not isinstance(actual, bool) or bool in allowed):
        return
    wanted = " or ".join(kind.__name__ for kind in allowed)
    raise CheckFailed(f"the value is {_kind(actual)} instead of {wanted}", hint)


def assert_array(
    actual: Any,
    shape: Sequence[int | None] | None = None,
    *,
    finite: bool = True,
    hint: str = "",
) -> np.ndarray:
    """Fail unless a value is an array of numbers, and return it as one.

    Parameters
    ----------
    actual : object
        The student's value; a list of numbers counts.
    shape : sequence of int or None, optional
        Wanted shape; None for an axis of any length.
    finite : bool
        Whether NaN and infinities fail.
    hint : str
        What to look at.

    Returns
    -------
    numpy.ndarray
        Of numbers or booleans.

    Examples
    --------
    >>> assert_array([[1, 2]], (None, 2)).shape
    (1, 2)
    """
    array = _numbers(actual, hint)
    if shape is not None:
        assert_shape(array, shape, hint=hint)
    if finite and not np.isfinite(array).all():
        raise CheckFailed("the value holds NaN or infinity", hint)
    return array


def assert_arrays(
    actual: Any, count: int, *, finite: bool = True, hint: str = ""
) -> list[np.ndarray]:
    """Fail unless a value is a row of so many arrays of numbers, and return them as such.

    Parameters
    ----------
    actual : object
        The student's value: a tuple or a list of arrays, lists of numbers, tables.
    count : int
        How many there should be.
    finite : bool
        Whether NaN and infinities fail.
    hint : str
        What to look at.

    Returns
    -------
    list of numpy.ndarray
        Of numbers or booleans.

    Examples
    --------
    >>> [part.shape for part in assert_arrays(([[1, 2]], np.zeros(3)), 2)]
    [(1, 2), (3,)]
    """
    if isinstance(actual, np.ndarray) and actual.ndim > 1:
        actual = list(actual)
    assert_type(actual, (tuple, list), hint=hint)
    if len(actual) != count:
        were = "array comes" if len(actual) == 1 else "arrays come"
        raise CheckFailed(f"{len(actual)} {were} back instead of {count}", hint)
    return [assert_array(part, finite=finite, hint=hint) for part in actual]


def assert_shape(actual: Any, shape: Sequence[int | None], *, hint: str = "") -> None:
    """Fail unless an array has a shape.

    Parameters
    ----------
    actual : array_like
        The student's value.
    shape : sequence of int or None
        None for an axis of any length.
    hint : str
        What to look at.

    Examples
    --------
    >>> assert_shape([1, 2], (3,))
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: the shape is (2,) instead of (3,)
    """
    got = _numbers(actual, hint).shape
    if len(got) != len(shape) or any(
        want not in (None, size) for want, size in zip(shape, got, strict=True)
    ):
        wanted = str(tuple(shape)).replace("None", "any")
        raise CheckFailed(f"the shape is {got} instead of {wanted}", hint)


def assert_allclose(
    actual: Any, expected: Any, *, rtol: float = 1e-5, atol: float = 1e-5, hint: str = ""
) -> None:
    """Fail unless numbers agree within a tolerance, in the same shape: nothing is broadcast.

    The tolerance is one that an answer in float32 meets where the numbers asked for are about 1 in
    size; tell students what it is.

    Parameters
    ----------
    actual : array_like
        The student's value.
    expected : array_like
        The right one; NaN and infinities must stand where it has them.
    rtol, atol : float
        Allowed difference: ``atol + rtol * abs(expected)``.
    hint : str
        What to look at.

    Examples
    --------
    >>> assert_allclose(np.float32([0.1, 2]), [0.1, 2])
    >>> assert_allclose([[1.0, 2.5]], [[1.0, 2.0]])
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: 1 of 2 numbers is wrong: 2.5 instead of 2 at [0, 1]
    >>> assert_allclose(None, 1.0)
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: the value is None: is there a return?
    """
    wanted = np.asarray(expected)
    got = _numbers(actual, hint)
    if got.shape != wanted.shape:
        raise CheckFailed(f"the shape is {got.shape} instead of {wanted.shape}", hint)
    kind = np.complex128 if "c" in (got.dtype.kind, wanted.dtype.kind) else np.float64
    with np.errstate(all="ignore"):
        near = np.isclose(
            got.astype(kind), wanted.astype(kind), rtol=rtol, atol=atol, equal_nan=True
        )
    if near.all():
        return
    if np.isnan(got.astype(kind)).sum() > np.isnan(wanted.astype(kind)).sum():
        raise CheckFailed("the value holds NaN", hint)
    first = tuple(int(at) for at in np.argwhere(~near)[0])
    difference = _difference(got[first], wanted[first])
    if near.ndim == 0:
        raise CheckFailed(f"the value is {difference}", hint)
    wrong = int(np.size(near) - np.count_nonzero(near))
    verb = "is" if wrong == 1 else "are"
    raise CheckFailed(
        f"{wrong} of {near.size} numbers {verb} wrong: {difference} at {list(first)}", hint
    )


def assert_close_to_range(
    actual: Any, low: float, high: float, *, atol: float = 0.0, hint: str = ""
) -> None:
    """Fail unless all numbers lie in a range.

    Parameters
    ----------
    actual : array_like
        The student's value.
    low, high : float
        The range, its ends allowed.
    atol : float
        How far outside still counts.
    hint : str
        What to look at.

    Examples
    --------
    >>> assert_close_to_range(0.93, 0.9, 1)
    >>> assert_close_to_range([0.5, 7], 0, 1)
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: 1 of 2 numbers lies outside of 0 to 1: 7 at [1]
    """
    array = assert_array(actual, hint=hint)
    if array.dtype.kind == "c":
        raise CheckFailed("the value is complex", hint)
    outside = (array < low - atol) | (array > high + atol)
    if not outside.any():
        return
    first = tuple(int(at) for at in np.argwhere(outside)[0])
    if array.ndim == 0:
        raise CheckFailed(f"{_told(array[()])} lies outside of {low:g} to {high:g}", hint)
    count = int(outside.sum())
    raise CheckFailed(
        f"{count} of {array.size} numbers {'lies' if count == 1 else 'lie'} outside of {low:g} to "
        f"{high:g}: {_told(array[first])} at {list(first)}",
        hint,
    )


def assert_equal(actual: Any, expected: Any, *, hint: str = "") -> None:
    """Fail unless two values are the same: numbers exactly, texts, lists, dictionaries, tables.

    Parameters
    ----------
    actual : object
        The student's value. A list, a tuple and an array of the same items count as the same; a
        boolean and a number do not.
    expected : object
        The right one.
    hint : str
        What to look at.

    Examples
    --------
    >>> assert_equal({"kernel": [3, 3]}, {"kernel": (3, 3)})
    >>> assert_equal("valid", "same")
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: the value 'valid' is wrong
    """
    if not same(actual, expected):
        if actual is None:
            raise CheckFailed("the value is None: is there a return?", hint)
        raise CheckFailed(f"the value {_brief(actual)} is wrong", hint)


def assert_raises(
    name: str | tuple[str, ...],
    function: Callable[..., Any],
    *args: Any,
    hint: str = "",
    **kwargs: Any,
) -> None:
    """Fail unless a student's function raises an error of a name.

    Parameters
    ----------
    name : str or tuple of str
        Such as ``"ValueError"``.
    function : callable
        ``student.call``, with the function's name and arguments after it.
    *args, **kwargs
        Passed on.
    hint : str
        What to look at.

    Examples
    --------
    >>> from course_lib.checks.answering import in_process
    >>> from course_lib.checks.student import Student
    >>> student = Student(in_process({"root": lambda x: x**0.5}))
    >>> assert_raises("ValueError", student.call, "root", -1)
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: no ValueError is raised
    """
    names = (name,) if isinstance(name, str) else name
    try:
        function(*args, **kwargs)
    except StudentError as error:
        if error.type in names:
            return
        if isinstance(error, Missing):
            raise
        raise CheckFailed(f"{error.type} is raised instead of {' or '.join(names)}", hint) from None
    raise CheckFailed(f"no {' or '.join(names)} is raised", hint)


def _numbers(actual: Any, hint: str) -> np.ndarray:
    if actual is None:
        raise CheckFailed("the value is None: is there a return?", hint)
    if isinstance(actual, dict | str):
        raise CheckFailed(f"the value is {_kind(actual)} instead of an array of numbers", hint)
    try:
        array = np.asarray(actual)
    except Exception:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "biufc":
        raise CheckFailed(f"the value is {_kind(actual)}, and not all in it are numbers", hint)
    return array


def _kind(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"


def _told(number: Any, digits: int = 4) -> str:
    """Return a number with some digits, those before the point with all."""
    if np.asarray(number).dtype.kind in "biu":
        return str(number)
    if np.iscomplexobj(number):
        return f"{complex(number):.{digits}g}"
    return f"{number:.0f}" if 10**digits <= abs(number) < 1e9 else f"{number:.{digits}g}"


def _difference(got: Any, wanted: Any) -> str:
    """Return what two numbers are, with as many digits as it takes to tell them apart."""
    pairs = [[_told(number, digits) for number in (got, wanted)] for digits in (4, 6, 8, 17)]
    one, other = next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
    return f"{one} instead of {other}"


def _brief(value: Any) -> str:
    return _told(value) if isinstance(value, float | np.number) else shown(value)
