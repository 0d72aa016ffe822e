"""Training and validation images drawn anew, so that a verdict holds for more than one split."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from course_lib import arguments
from course_lib.datasets import Dataset, Split

__all__ = ["redrawn", "resampled"]

_STREAM = 20031  # apart from the weights, noise and orders that the same seed decides


def resampled(data: Dataset, *, seed: int) -> Dataset:
    """Return the data set with its training and validation samples pooled and split anew.

    What one split shows may hold for that split alone. The test set stays as it is.

    Parameters
    ----------
    data : Dataset
        Stays as it is.
    seed : int
        Which samples train; equal seeds give equal splits.

    Returns
    -------
    Dataset
        Of the same sizes; each class has as many samples in each split as before.

    Raises
    ------
    TypeError
        `data` is not a `Dataset`, or `seed` not an integer.
    ValueError
        `seed` is negative.

    Examples
    --------
    >>> from course_lib import datasets
    >>> digits = datasets.load("digits")
    >>> again = resampled(digits, seed=1)
    >>> again
    Dataset('digits': train 1,079, validation 359, test 359; 10 classes, samples (8, 8, 1) float32)
    >>> again.test is digits.test, bool((again.train.x[0] == digits.train.x[0]).all())
    (True, False)

    References
    ----------
    Bouthillier et al., Accounting for variance in machine learning benchmarks, 2021.
    Nadeau and Bengio, Inference for the generalization error, Machine Learning 52, 2003.
    """
    if not isinstance(data, Dataset):
        raise TypeError(f"data must be a Dataset, got {arguments.shown(data)}")
    pairs = (data.train.x, data.train.y), (data.validation.x, data.validation.y)
    train, validation = redrawn(*pairs, seed=seed)
    return dataclasses.replace(data, train=Split(*train), validation=Split(*validation))


def redrawn(train: Any, validation: Any, *, seed: int) -> tuple[Any, Any]:
    """Return two pairs (x, y) of the same sizes, drawn from the samples of both together.

    Parameters
    ----------
    train, validation : (x, y)
        Arrays of one length each. Where ``y`` holds integers in one axis, each class keeps its
        number of samples in each pair.
    seed : int
        Which samples, and their order.

    Returns
    -------
    train, validation : (x, y)
        New arrays.

    Examples
    --------
    >>> x = np.arange(6)
    >>> train, validation = redrawn((x[:4], x[:4] % 2), (x[4:], x[4:] % 2), seed=1)
    >>> train[0].tolist(), validation[0].tolist()
    ([0, 1, 3, 2], [5, 4])
    """
    rng = np.random.default_rng((arguments.integer(seed, "seed", low=0), _STREAM))
    x, y = (np.concatenate(parts) for parts in zip(train, validation, strict=True))
    labels = y if y.ndim == 1 and y.dtype.kind in "iu" else np.zeros(len(y), int)
    shuffled = rng.permutation(len(y))
    chosen = np.zeros(len(y), bool)
    for label in np.unique(labels):
        own = shuffled[labels[shuffled] == label]
        chosen[own[: np.count_nonzero(labels[: len(train[1])] == label)]] = True
    first, second = shuffled[chosen[shuffled]], shuffled[~chosen[shuffled]]
    return (x[first], y[first]), (x[second], y[second])
