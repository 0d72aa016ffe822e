"""A dictionary, however a student holds it."""

from __future__ import annotations

from typing import Any

from course_lib.checks.assertions import assert_type

__all__ = ["assert_dict"]


def assert_dict(actual: Any, *, hint: str = "") -> dict[Any, Any]:
    """Fail unless a value is a dictionary, and return it as one.

    Parameters
    ----------
    actual : object
        The student's value; of pandas, a Series counts by its index and a table by its columns.
    hint : str
        What to look at.

    Returns
    -------
    dict
        The values of a column are a list.

    Examples
    --------
    >>> import pandas as pd
    >>> assert_dict(pd.DataFrame({"base": [0.7, 0.8]}))
    {'base': [0.7, 0.8]}
    >>> assert_dict([0.7, 0.8])
    Traceback (most recent call last):
    ...
    course_lib.checks.assertions.CheckFailed: the value is of type list instead of dict
    """
    import pandas as pd

    if isinstance(actual, pd.DataFrame):
        return {name: column.tolist() for name, column in actual.items()}
    if isinstance(actual, pd.Series):
        return actual.to_dict()
    assert_type(actual, dict, hint=hint)
    return actual
