"""Checks of what callers pass: one clear sentence that names the argument and what was got.

Every public function of the course calls these first, so a mistake is reported where it was made.
A wrong kind of thing raises ``TypeError``, a wrong value of the right kind ``ValueError``.
"""

from __future__ import annotations

import difflib
import numbers
from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = [
    "array",
    "boolean",
    "choice",
    "complete",
    "generator",
    "integer",
    "labels",
    "number",
    "shown",
]


def shown(value: Any, limit: int = 60) -> str:
    """Return a short description of `value` for an error message.

    Parameters
    ----------
    value : object
        What the caller passed.
    limit : int
        Longest description, in characters.

    Returns
    -------
    str
        An array's shape and dtype, or the `repr`, cut to `limit`.

    Examples
    --------
    >>> import numpy as np
    >>> shown(np.zeros((2, 3)))
    'an array of shape (2, 3) and dtype float64'
    >>> shown("x" * 100, limit=10)
    "'xxxxxx..."
    """
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    try:
        text = repr(value).replace("\n", " ")
    except Exception:  # a foreign object may fail in any way; the message must not
        text = f"a {type(value).__name__}"
    return text if len(text) <= limit else text[: limit - 3] + "..."


def array(
    value: Any,
    name: str,
    *,
    ndim: int | Iterable[int] | None = None,
    finite: bool = False,
    nonempty: bool = True,
) -> np.ndarray:
    """Return `value` as a NumPy array of real numbers, without copying one that already is.

    Parameters
    ----------
    value : array_like
        Booleans, integers or floating-point numbers.
    name : str
        The argument's name, for the message.
    ndim : int or iterable of int, optional
        Allowed numbers of axes; any when None.
    finite : bool
        Whether NaN and infinities are refused.
    nonempty : bool
        Whether an array without elements is refused.

    Returns
    -------
    numpy.ndarray
        The array, of its own dtype.

    Raises
    ------
    TypeError
        `value` is not an array of real numbers.
    ValueError
        Wrong number of axes, no elements, values that are masked, NA or not finite.

    Examples
    --------
    >>> array([[1, 2]], "x", ndim=2)
    array([[1, 2]])
    >>> array("nine", "x")
    Traceback (most recent call last):
    ...
    TypeError: x must be an array of numbers, got 'nine'
    """
    complete(value, name)
    try:
        result = np.asarray(value)
    except Exception:  # ragged lists, objects with a broken __array__: all the same mistake
        raise TypeError(f"{name} must be an array of numbers, got {shown(value)}") from None
    if result.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be an array of numbers, got {shown(value)}")
    if ndim is not None:
        allowed = (ndim,) if isinstance(ndim, int) else tuple(ndim)
        if result.ndim not in allowed:
            wanted = " or ".join(str(n) for n in allowed)
            raise ValueError(f"{name} must have {wanted} axes, got shape {result.shape}")
    if nonempty and result.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {result.shape}")
    if finite and result.dtype.kind == "f" and not np.isfinite(result).all():
        raise ValueError(f"{name} must be finite, got NaN or infinity among its values")
    return result


def complete(value: Any, name: str) -> None:
    """Refuse values that are marked as missing, which NumPy would take as if they were there.

    Parameters
    ----------
    value : object
        An array, a table, or a list of them.
    name : str
        The argument's name, for the message.

    Raises
    ------
    ValueError
        An array of `numpy.ma` that masks something, or a table of pandas that holds its ``NA``.

    Examples
    --------
    >>> complete(np.ma.array([1, 999], mask=[False, True]), "x")
    Traceback (most recent call last):
    ...
    ValueError: x must hold no masked values, got 1: fill them or leave their samples out
    """
    count = _masked(value)
    if count:
        sentence = f"{name} must hold no masked values, got {count}"
        raise ValueError(f"{sentence}: fill them or leave their samples out")
    count = _not_available(value)
    if count:
        sentence = f"{name} must hold no missing values, got {count} NA"
        raise ValueError(f"{sentence}: fill them or leave their samples out")


def labels(y: np.ndarray) -> np.ndarray:
    """Return integer labels of shape (n, 1), as Keras' CIFAR-10 has them, with shape (n,).

    Parameters
    ----------
    y : numpy.ndarray
        Labels or other targets.

    Returns
    -------
    numpy.ndarray
        The same array where it is anything else.

    Examples
    --------
    >>> labels(np.array([[3], [5]]))
    array([3, 5])
    """
    column = y.ndim == 2 and y.shape[1] == 1 and y.dtype.kind in "biu"
    return y[:, 0] if column else y


def number(
    value: Any,
    name: str,
    *,
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
) -> float:
    """Return `value` as a finite float within bounds.

    Parameters
    ----------
    value : float
        The number; booleans and strings are refused.
    name : str
        The argument's name, for the message.
    low, high : float, optional
        Bounds, themselves allowed.
    above : float, optional
        Lower bound, itself not allowed.

    Returns
    -------
    float
        The number.

    Raises
    ------
    TypeError
        Not a real number.
    ValueError
        Not finite, or out of bounds.

    Examples
    --------
    >>> number(1, "share", low=0, high=1)
    1.0
    >>> number(2, "share", low=0, high=1)
    Traceback (most recent call last):
    ...
    ValueError: share must be a number from 0 to 1, got 2
    """
    wanted = _wanted("a number", low, high, above)
    if not isinstance(value, numbers.Real | np.number) or isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be {wanted}, got {shown(value)}")
    try:
        result = float(value)
    except (OverflowError, TypeError, ValueError):
        raise ValueError(f"{name} must be {wanted}, got {shown(value)}") from None
    if not np.isfinite(result) or _outside(result, low, high, above):
        raise ValueError(f"{name} must be {wanted}, got {shown(value)}")
    return result


def integer(value: Any, name: str, *, low: int | None = None, high: int | None = None) -> int:
    """Return `value` as an int within bounds.

    Parameters
    ----------
    value : int
        The integer; booleans, strings and floats are refused.
    name : str
        The argument's name, for the message.
    low, high : int, optional
        Bounds, themselves allowed.

    Returns
    -------
    int
        The integer.

    Raises
    ------
    TypeError
        Not an integer.
    ValueError
        Out of bounds.

    Examples
    --------
    >>> integer(3, "epochs", low=1)
    3
    >>> integer(0, "epochs", low=1)
    Traceback (most recent call last):
    ...
    ValueError: epochs must be an integer of at least 1, got 0
    """
    wanted = _wanted("an integer", low, high, None)
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be {wanted}, got {shown(value)}")
    result = int(value)
    if _outside(result, low, high, None):
        raise ValueError(f"{name} must be {wanted}, got {shown(value)}")
    return result


def boolean(value: Any, name: str) -> bool:
    """Return `value` if it is True or False.

    Parameters
    ----------
    value : bool
        The flag.
    name : str
        The argument's name, for the message.

    Returns
    -------
    bool
        The flag.

    Raises
    ------
    TypeError
        Anything else.

    Examples
    --------
    >>> boolean(True, "clip")
    True
    """
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False, got {shown(value)}")
    return bool(value)


def choice(value: Any, name: str, options: Iterable[str]) -> str:
    """Return `value` if it is one of `options`.

    Parameters
    ----------
    value : str
        The name chosen.
    name : str
        The argument's name, for the message.
    options : iterable of str
        What may be chosen.

    Returns
    -------
    str
        The name.

    Raises
    ------
    TypeError
        Not a string.
    ValueError
        Not among the options; the message lists them and the nearest.

    Examples
    --------
    >>> choice("hard", "voting", ["hard", "soft"])
    'hard'
    >>> choice("sotf", "voting", ["hard", "soft"])
    Traceback (most recent call last):
    ...
    ValueError: voting must be one of 'hard', 'soft', got 'sotf': did you mean 'soft'?
    """
    options = list(options)
    wanted = f"{name} must be one of {', '.join(map(repr, options))}, got {shown(value)}"
    if not isinstance(value, str):
        raise TypeError(wanted)
    if value not in options:
        near = difflib.get_close_matches(value, options, n=1)
        raise ValueError(f"{wanted}: did you mean {near[0]!r}?" if near else wanted)
    return value


def generator(seed: Any, name: str = "seed") -> np.random.Generator:
    """Return the generator that `seed` stands for.

    Parameters
    ----------
    seed : int, numpy.random.Generator or None
        A generator is used as it is and moves on; None draws fresh entropy. The course's functions
        take 0 by default: the same call gives the same result, and other draws are asked for.
    name : str
        The argument's name, for the message.

    Returns
    -------
    numpy.random.Generator
        The generator.

    Raises
    ------
    TypeError
        Neither an integer, a generator nor None.
    ValueError
        A negative integer.

    Examples
    --------
    >>> float(generator(0).random()) == float(generator(0).random())
    True
    """
    if seed is None or isinstance(seed, np.random.Generator):
        return np.random.default_rng(seed)
    if not isinstance(seed, numbers.Integral) or isinstance(seed, bool):
        raise TypeError(
            f"{name} must be an integer, a numpy.random.Generator or None, got {shown(seed)}"
        )
    return np.random.default_rng(integer(seed, name, low=0))


def _masked(value: Any) -> int:
    """Count what is masked in an array, or in arrays that a list holds."""
    if isinstance(value, np.ma.MaskedArray):
        return int(np.ma.getmaskarray(value).sum())
    if not isinstance(value, list | tuple):
        return 0
    # by types first: a long list of numbers needs no look at each
    kinds = set(map(type, value))
    nested = any(issubclass(kind, list | tuple | np.ma.MaskedArray) for kind in kinds)
    return sum(map(_masked, value)) if nested else 0


def _not_available(value: Any) -> int:
    """Count the NA in pandas' own kinds of columns; a NaN among plain floats is a number."""
    if not hasattr(value, "isna"):
        return 0
    kinds = value.dtypes if hasattr(value, "columns") else [value.dtype]
    own = [not isinstance(kind, np.dtype) for kind in kinds]
    return int(np.asarray(value.isna()).reshape(-1, len(own))[:, own].sum()) if any(own) else 0


def _outside(value: float, low: float | None, high: float | None, above: float | None) -> bool:
    return (
        (low is not None and value < low)
        or (high is not None and value > high)
        or (above is not None and value <= above)
    )


def _wanted(kind: str, low: float | None, high: float | None, above: float | None) -> str:
    if above is not None:
        return f"{kind} above {above}" + (f" and at most {high}" if high is not None else "")
    if low is not None and high is not None:
        return f"{kind} from {low} to {high}"
    if low is not None:
        return f"{kind} of at least {low}"
    if high is not None:
        return f"{kind} of at most {high}"
    return kind
