"""Weights known by their values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = ["digests", "digests_of", "share"]

_WHOLE = 2**18  # values; of larger tensors every few are read
_FEWEST = 4  # smaller tensors are alike by chance


def digests(model: Any) -> dict[str, int]:
    """Return the digest of each trainable tensor of a model, with its size.

    Parameters
    ----------
    model : keras.Model
        Built; one without weights has none.

    Returns
    -------
    dict of str to int
        Tensors of few or of equal values are left out: fresh ones are alike.
    """
    return digests_of(
        one.numpy() if hasattr(one, "numpy") else one for one in model.trainable_variables
    )


def digests_of(tensors: Iterable[Any]) -> dict[str, int]:
    """Return the digest of each of some tensors, with its size.

    Parameters
    ----------
    tensors : iterable of array
        Weights.

    Returns
    -------
    dict of str to int
        As `digests`.
    """
    found = {}
    for tensor in tensors:
        values = np.asarray(tensor)
        flat = values.reshape(-1)
        if flat.size < _FEWEST:
            continue
        flat = np.ascontiguousarray(flat[:: max(1, flat.size // _WHOLE)])
        if (flat == flat[0]).all():
            continue
        made = hashlib.blake2b(flat.tobytes(), digest_size=12)
        made.update(repr(values.shape).encode())
        found[made.hexdigest()] = values.size
    return found


def share(weights: dict[str, int], known: set[str]) -> float:
    """Return which part of the weights is known.

    Parameters
    ----------
    weights : dict of str to int
        From `digests`.
    known : set of str
        Digests.

    Returns
    -------
    float
        By number of values, 0 to 1.

    Examples
    --------
    >>> share({"a": 30, "b": 10}, {"b", "c"})
    0.25
    """
    total = sum(weights.values())
    return sum(n for name, n in weights.items() if name in known) / total if total else 0.0
