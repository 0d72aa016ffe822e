"""What every function here takes: rows of probabilities, and the labels that came true."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import arguments

__all__ = ["as_labels", "as_probabilities"]

_ROUNDING = 1e-3  # float16 of a thousand classes


def as_probabilities(value: Any) -> np.ndarray:
    """Return float64 probabilities of shape (N, classes) whose rows add up to 1, or raise."""
    found = arguments.array(value, "probabilities", ndim=2, finite=True).astype(float)
    if found.shape[1] < 2:
        raise ValueError("probabilities must have a column for each class, two at least, got 1")
    if found.min() < 0 or np.abs(found.sum(axis=1) - 1).max() > _ROUNDING:
        raise ValueError(
            "probabilities must be from 0 to 1 and each row add up to 1: a network's logits need "
            "a softmax first"
        )
    return found


def as_labels(value: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Return labels from 0, one for each row of probabilities of that shape, or raise."""
    y = arguments.array(value, "y", ndim=1)
    if len(y) != shape[0]:
        raise ValueError(f"y must be as long as probabilities, {shape[0]}, got {len(y)}")
    if y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= shape[1]:
        raise ValueError(f"y must hold whole numbers from 0 to {shape[1] - 1}, one for each row")
    return y.astype(np.int64)
