"""Labels and the columns of probabilities that stand for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import arguments

__all__ = ["as_labels", "as_probabilities", "column_labels", "matching_labels", "spread"]

ROUNDING = 0.01  # of a row of float16


def as_labels(value: Any, name: str) -> np.ndarray:
    """Return class labels, numbers or strings, as an array of one axis."""
    arguments.complete(value, name)
    try:
        labels = np.asarray(value)
        if labels.dtype.kind == "O" and all(isinstance(label, str) for label in labels.flat):
            labels = labels.astype(str)
    except Exception:  # ragged lists, objects with a broken __array__: all the same mistake
        raise TypeError(f"{name} must be labels, got {arguments.shown(value)}") from None
    labels = arguments.labels(labels)
    if labels.dtype.kind not in "biufUS" or labels.ndim == 0:
        raise TypeError(f"{name} must be labels, got {arguments.shown(value)}")
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"{name} must be labels on one axis, got shape {labels.shape}")
    return labels


def matching_labels(y: Any, count: int, classes: np.ndarray, *, known: bool = True) -> np.ndarray:
    """Return `count` labels of the kind of `classes`, and among them where they must be known."""
    labels = as_labels(y, "y")
    if len(labels) != count:
        raise ValueError(f"y must have one label a sample, got {len(labels)} for {count}")
    shown = arguments.shown(classes.tolist())
    if (labels.dtype.kind in "US") != (classes.dtype.kind in "US"):
        raise TypeError(f"y must have labels like the classes {shown}, got {labels.dtype}")
    strange = labels[~np.isin(labels, classes)]
    if known and len(strange):
        raise ValueError(f"y must have labels among {shown}, got {strange[0]}")
    return labels


def column_labels(classes: Any, count: int) -> np.ndarray:
    """Return the labels of a network's outputs: those given, or 0, 1, 2 and so on."""
    if classes is None:
        return np.arange(count)
    labels = as_labels(classes, "classes")
    if len(labels) != count or len(np.unique(labels)) != count:
        raise ValueError(f"classes must be {count} different labels, got {labels.tolist()}")
    return labels


def spread(probabilities: np.ndarray, labels: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Return columns for all `classes`, those among `labels` filled."""
    if np.array_equal(labels, classes):
        return probabilities
    columns = np.zeros((len(probabilities), len(classes)), probabilities.dtype)
    columns[:, np.searchsorted(classes, labels)] = probabilities
    return columns


def as_probabilities(output: np.ndarray, name: str) -> np.ndarray:
    """Return (N, classes) from what `name` gives; one unit is the probability of the second."""
    if output.ndim != 2:
        raise ValueError(f"members must give one row of classes a sample, got {output.shape}")
    one = output.shape[1] == 1
    if not (output.min() >= -ROUNDING and output.max() <= 1 + ROUNDING):
        got = f"{output.min():.3g} to {output.max():.3g}"
        end = "sigmoid" if one else "softmax"
        raise ValueError(f"{name} must give probabilities, got {got}: end the model in {end}")
    if one:
        return np.hstack([1 - output, output])
    sums = output.sum(axis=1, dtype=np.float64)
    worst = sums[np.abs(sums - 1).argmax()]
    if not abs(worst - 1) <= ROUNDING:
        got = f"a row with the sum {worst:.3g}"
        raise ValueError(f"{name} must give probabilities, got {got}: end the model in softmax")
    return output
