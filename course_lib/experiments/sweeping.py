"""One number at several values: what it does to the score, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from course_lib import arguments
from course_lib.experiments.comparing import compare
from course_lib.experiments.comparison import Comparison

__all__ = ["sweep"]


def sweep(
    make: Callable[[float], Any],
    values: Iterable[float],
    data: Any,
    *,
    parameter: str = "value",
    **settings: Any,
) -> Comparison:
    """Compare what `make` gives for each value, everything built afresh for each.

    Parameters
    ----------
    make : callable
        Takes a value; returns a `Variant`, a `Network` or a function of the seed.
    values : iterable of float
        Different numbers.
    data : Dataset
        See `compare`.
    parameter : str
        Name of the column that holds the value, in all tables, as a number.
    **settings
        Arguments of `compare`: ``seeds``, ``epochs``, ``batch_size`` and so on.

    Returns
    -------
    Comparison
        Each variant is named by its value, such as ``"0.5"``.

    Raises
    ------
    TypeError
        `make` is not callable, or a value is not a number.
    ValueError
        No values, or one twice.

    Examples
    --------
    >>> from course_lib import datasets, models
    >>> digits = datasets.load("digits")
    >>> def make(rate):
    ...     return models.mlp(digits.input_shape, digits.n_classes, hidden=16, dropout=rate)
    >>> result = sweep(make, [0, 0.5], digits, parameter="dropout", seeds=2, epochs=2,
    ...                progress=False)
    >>> result.table()["dropout"].tolist()
    [0.0, 0.5]

    References
    ----------
    S3, which goes through five scales of noise with one model that is never reset.
    """
    if not callable(make):
        raise TypeError(f"make must be a function of a value, got {arguments.shown(make)}")
    if not isinstance(parameter, str):
        raise TypeError(f"parameter must be a name, got {arguments.shown(parameter)}")
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"values must be numbers, got {arguments.shown(values)}")
    given = list(values)
    numbers = {str(value): arguments.number(value, "each of values") for value in given}
    if not numbers:
        raise ValueError("values must not be empty")
    if len(set(numbers.values())) < len(given):
        raise ValueError(f"values must differ, got {arguments.shown(given)}")
    result = compare({str(value): make(value) for value in given}, data, **settings)
    result.columns[parameter] = numbers
    return result
