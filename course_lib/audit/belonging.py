"""Which subject a row comes from, where the notebook holds that beside the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["subjects_of"]

_NAMES = re.compile(
    r"(?<![a-z])(subject|patient|person|participant|animal|donor|individual)s?(?![a-z])", re.I
)
_FEWEST = 5  # subjects


def subjects_of(variables: Mapping[str, Any], n: int) -> np.ndarray | None:
    """Return the subject of each row, by the name of a variable or of a table's column.

    Parameters
    ----------
    variables : mapping of str to object
        Of the notebook.
    n : int
        How many rows there are.

    Returns
    -------
    numpy.ndarray of int64, shape (n,), or None
        Numbers from 0; None where nothing is named so, or hardly any subject has several rows.

    Examples
    --------
    >>> patients = np.repeat(np.arange(6), 4)
    >>> subjects_of({"patients": patients, "y": np.ones(24)}, 24)[:6]
    array([0, 0, 0, 0, 1, 1])
    """
    for name, value in variables.items():
        found = _column(name, value, n)
        if found is None:
            continue
        subjects, numbers = np.unique(found.astype(str), return_inverse=True)
        if _FEWEST <= len(subjects) <= n / 2:
            return numbers.astype(np.int64)
    return None


def _column(name: str, value: Any, n: int) -> np.ndarray | None:
    shape = getattr(value, "shape", ())
    if isinstance(value, type) or not isinstance(shape, tuple) or shape[:1] != (n,):
        return None
    if hasattr(value, "columns"):
        named = (one for one in value.columns if _NAMES.search(str(one)))
        return next((np.asarray(value[one]) for one in named), None)
    return np.asarray(value) if len(shape) == 1 and _NAMES.search(name) else None
