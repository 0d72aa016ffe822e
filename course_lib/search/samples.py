"""The samples that trials train on and are judged by: never the test set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib import arguments
from course_lib.journal import array_digest

__all__ = ["Pair", "Samples", "as_samples"]

Pair = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Samples:
    """Training samples with either validation samples or a number of folds."""

    training: Pair
    validation: Pair | None
    folds: int | None

    def parts(self, seed: int) -> Iterator[tuple[Pair, Pair]]:
        """Yield (training, validation), once or for each fold that `seed` makes."""
        if self.validation is not None:
            yield self.training, self.validation
            return
        x, y = self.training
        for kept, held in _splitter(y, self.folds or 2, seed).split(x, _classes(y)):
            yield (x[kept], y[kept]), (x[held], y[held])

    def digest(self) -> str:
        """Return what tells these samples from others."""
        return array_digest(*self.training, *(self.validation or ()))


def as_samples(data: Any, folds: int | None) -> Samples:
    """Return the samples in `data`, a Dataset, a pair, or a pair of pairs."""
    if folds is not None:
        folds = arguments.integer(folds, "folds", low=2)
    pairs = _pairs(data)
    if folds is None:
        if len(pairs) == 1:
            raise ValueError("data must hold validation samples, ((x, y), (x, y)), or give folds")
        return Samples(pairs[0], pairs[1], None)
    x, y = (np.concatenate(arrays) for arrays in zip(*pairs, strict=True))
    classes = _classes(y)
    smallest = len(y) if classes is None else int(np.unique(classes, return_counts=True)[1].min())
    if folds > smallest:
        what = "samples" if classes is None else "samples of the smallest class"
        raise ValueError(f"folds must be at most the number of {what}, {smallest}, got {folds}")
    return Samples((x, y), None, folds)


def _pairs(data: Any) -> list[Pair]:
    if hasattr(data, "train") and hasattr(data, "validation"):
        parts: list[Any] = [(data.train.x, data.train.y), (data.validation.x, data.validation.y)]
        names = ["data.train", "data.validation"]
    elif isinstance(data, tuple | list) and len(data) == 2:
        nested = all(isinstance(part, tuple | list) and len(part) == 2 for part in data)
        parts, names = (list(data), ["data[0]", "data[1]"]) if nested else ([data], ["data"])
    else:
        raise TypeError(
            "data must be a Dataset, ((x, y), (x, y)) for training and validation, or (x, y) with "
            f"folds, got {arguments.shown(data)}"
        )
    pairs = [_pair(part, name) for part, name in zip(parts, names, strict=True)]
    first, last = pairs[0], pairs[-1]
    for axis, name in ((0, "x"), (1, "y")):
        shapes = first[axis].shape[1:], last[axis].shape[1:]
        if shapes[0] != shapes[1]:
            raise ValueError(
                f"{name} must have one shape of a sample in training and validation, "
                f"got {shapes[0]} and {shapes[1]}"
            )
    return pairs


def _pair(part: Any, name: str) -> Pair:
    x, y = part
    x = arguments.array(x, f"x of {name}", ndim=range(2, 7), finite=True)
    y = arguments.array(y, f"y of {name}", ndim=range(1, 7), finite=True)
    y = arguments.labels(y)
    if len(x) != len(y):
        raise ValueError(f"x and y of {name} must be of one length, got {len(x)} and {len(y)}")
    return x, y


def _classes(y: np.ndarray) -> np.ndarray | None:
    """Return a class for each sample, None when `y` is not made of classes."""
    if y.ndim == 1 and y.dtype.kind in "biu":
        return y
    one_hot = y.ndim == 2 and y.shape[1] > 1 and ((y == 1).sum(1) == 1).all() and y.sum() == len(y)
    return y.argmax(1) if one_hot else None


def _splitter(y: np.ndarray, folds: int, seed: int) -> Any:
    from sklearn.model_selection import KFold, StratifiedKFold

    kind = KFold if _classes(y) is None else StratifiedKFold
    return kind(n_splits=folds, shuffle=True, random_state=seed)
