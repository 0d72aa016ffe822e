"""The test images that were looked at in this process."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

__all__ = ["first_look", "holds_tested", "remember"]

_tested: dict[bytes, str] = {}


def first_look(x: Any) -> str | None:
    """Return who looked at some of these samples before, None where nobody did.

    Parameters
    ----------
    x : array_like of shape (n, ...)
        Test samples; they count by their values, not by the object that holds them.

    Returns
    -------
    str or None
        The name that `remember` was given.

    Examples
    --------
    >>> x = np.array([[0.125, 7.0]])
    >>> first_look(x), remember(x, "'wide'"), first_look(x.copy())
    (None, None, "'wide'")
    """
    return next((_tested[row] for row in _rows(x) if row in _tested), None) if _tested else None


def holds_tested(*parts: Any) -> bool:
    """Return whether samples that were tested on are among these."""
    return any(first_look(part) is not None for part in parts)


def remember(x: Any, name: str) -> None:
    """Note that `name` was scored on these samples."""
    for row in _rows(x):
        _tested.setdefault(row, name)


def _rows(x: Any) -> list[bytes]:
    rows = np.ascontiguousarray(np.asarray(x, np.float32)).reshape(len(x), -1)
    return [hashlib.blake2b(row.data, digest_size=16).digest() for row in rows]
