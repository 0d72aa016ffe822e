"""The order of training samples, drawn anew each epoch from a seed of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

__all__ = ["OrderedBatches", "orders"]


def orders(
    size: int, *, shuffle: bool, seed: int | np.random.Generator | None
) -> Iterator[np.ndarray]:
    """Yield the rows of each epoch, without end.

    Parameters
    ----------
    size : int
        Number of samples.
    shuffle : bool
        Whether each epoch has an order of its own.
    seed : int, numpy.random.Generator or None
        None draws from Keras' global seed, as ``model.fit`` does with TensorFlow's.

    Yields
    ------
    numpy.ndarray
        Shape (size,), int64, each row once.

    Examples
    --------
    >>> next(orders(4, shuffle=False, seed=0))
    array([0, 1, 2, 3])
    """
    if not shuffle:
        while True:
            yield np.arange(size)
    if seed is None:
        seed = int(keras.random.randint((), 0, 2**31 - 1))
    generator = np.random.default_rng(seed)
    while True:
        yield generator.permutation(size)


class OrderedBatches(keras.utils.PyDataset):
    """Batches of arrays in a given order, so that ``model.fit`` sees what the fast loop sees.

    Parameters
    ----------
    data : tuple of arrays, possibly nested
        x, y and, where there are any, sample weights.
    order : iterator of numpy.ndarray
        Rows of each epoch.
    batch_size : int
        Samples a batch.

    Examples
    --------
    >>> import numpy as np
    >>> batches = OrderedBatches((np.arange(3), np.arange(3)), iter([np.array([2, 0, 1])]), 2)
    >>> batches.on_epoch_begin()
    >>> len(batches), batches[0][0]
    (2, array([2, 0]))
    """

    def __init__(self, data: Any, order: Iterator[np.ndarray], batch_size: int) -> None:
        super().__init__()
        self._data = data
        self._orders = order
        self._batch_size = batch_size
        self._rows = np.arange(len(keras.tree.flatten(data)[0]))

    def __len__(self) -> int:
        return math.ceil(len(self._rows) / self._batch_size)

    def __getitem__(self, index: int) -> Any:
        start = index * self._batch_size
        rows = self._rows[start : start + self._batch_size]
        return keras.tree.map_structure(lambda array: array[rows], self._data)

    def on_epoch_begin(self) -> None:
        """Move to the order of this epoch."""
        self._rows = next(self._orders)
