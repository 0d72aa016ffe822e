"""Batches with fresh noise, and a data set enlarged many times that is never stored."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from course_lib import arguments

__all__ = ["NoisyBatches", "noisy_batches"]

Batch = np.ndarray | tuple[np.ndarray, np.ndarray]


class NoisyBatches:
    """The batches of one data set, seen `copies` times an epoch with fresh noise each time.

    Only an order of positions is held, 4 bytes a sample and copy; noise is made when a batch is
    asked for. A batch depends on seed, epoch and number only, not on what was asked before.

    Parameters
    ----------
    x : array_like, shape (N, ...)
        Samples.
    y : array_like, shape (N, ...), optional
        Labels; they travel with their samples.
    noise : callable
        Called as `noise(batch, seed=generator)`; returns an array of the same shape.
    batch_size : int
        Samples a batch; the last may have fewer.
    copies : int
        How many times each sample is seen in an epoch.
    keep_original : bool
        Whether one of the copies of each sample stays as it is.
    shuffle : bool
        Whether the order is drawn anew for each epoch.
    seed : int, numpy.random.Generator or None
        Source of order and noise.

    Raises
    ------
    TypeError, ValueError
        A wrong argument.

    Examples
    --------
    >>> from functools import partial
    >>> from course_lib.noise import gaussian
    >>> x, y = np.zeros((10, 4)), np.arange(10)
    >>> batches = NoisyBatches(x, y, noise=partial(gaussian, std=0.1), batch_size=8, copies=3)
    >>> len(batches), [len(batches.batch(0, i)[1]) for i in range(len(batches))]
    (4, [8, 8, 8, 6])
    """

    def __init__(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike | None = None,
        *,
        noise: Callable[..., np.ndarray],
        batch_size: int = 32,
        copies: int = 1,
        keep_original: bool = False,
        shuffle: bool = True,
        seed: int | np.random.Generator | None = 0,
    ) -> None:
        self.x = _rows(x, "x")
        self.y = None if y is None else _rows(y, "y")
        if self.y is not None and len(self.y) != len(self.x):
            raise ValueError(
                f"y must have a row for each of the {len(self.x)} samples of x, got {len(self.y)}"
            )
        if not callable(noise):
            raise TypeError(
                f"noise must be a function noise(x, seed=...), got {arguments.shown(noise)}"
            )
        self.noise = noise
        self.batch_size = arguments.integer(batch_size, "batch_size", low=1)
        self.copies = arguments.integer(copies, "copies", low=1)
        self.keep_original = arguments.boolean(keep_original, "keep_original")
        self.shuffle = arguments.boolean(shuffle, "shuffle")
        rng = arguments.generator(seed)
        self._entropy = rng.integers(0, 2**64, 2, dtype=np.uint64).tolist()
        self._ordered: tuple[int, np.ndarray] | None = None

    def __len__(self) -> int:
        return -(-len(self.x) * self.copies // self.batch_size)

    def batch(self, epoch: int, number: int) -> Batch:
        """Return one batch.

        Parameters
        ----------
        epoch : int
            From 0.
        number : int
            From 0 to `len(self)` - 1.

        Returns
        -------
        numpy.ndarray, or a pair of them
            Noisy samples, with their labels when there are any.

        Raises
        ------
        IndexError
            No such batch.
        ValueError
            `noise` changed the batch's shape.

        Examples
        --------
        >>> batches = NoisyBatches([[1.0], [2.0]], noise=lambda x, seed: -x, shuffle=False)
        >>> batches.batch(0, 0)
        array([[-1.],
               [-2.]])
        """
        if not 0 <= number < len(self):
            raise IndexError(f"batch {number} of {len(self)}")
        start = number * self.batch_size
        stop = min(start + self.batch_size, self._total)
        positions = self._order(epoch)[start:stop] if self.shuffle else np.arange(start, stop)
        chosen = positions % len(self.x)
        touched = positions >= (len(self.x) if self.keep_original else 0)
        stream = np.random.SeedSequence([*self._entropy, epoch, 1 + number])
        x = self._noisy(self.x[chosen], touched, np.random.default_rng(stream))
        return x if self.y is None else (x, self.y[chosen])

    @property
    def _total(self) -> int:
        return len(self.x) * self.copies

    def _order(self, epoch: int) -> np.ndarray:
        """Return the epoch's order, kept until another epoch's is asked for."""
        if self._ordered is None or self._ordered[0] != epoch:
            rng = np.random.default_rng(np.random.SeedSequence([*self._entropy, epoch, 0]))
            small = np.int32 if self._total <= np.iinfo(np.int32).max else np.int64
            order = np.arange(self._total, dtype=small)
            rng.shuffle(order)
            self._ordered = epoch, order
            return order
        return self._ordered[1]

    def _noisy(self, x: np.ndarray, touched: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        if not touched.any():
            return x
        clean = x[touched]
        noisy = arguments.array(self.noise(clean, seed=rng), "what noise returns")
        if noisy.shape != clean.shape:
            raise ValueError(
                f"noise must keep the batch's shape {clean.shape}, returned {noisy.shape}"
            )
        if touched.all():
            return noisy
        x = x.astype(noisy.dtype, copy=False)
        x[touched] = noisy
        return x


def noisy_batches(
    x: npt.ArrayLike,
    y: npt.ArrayLike | None = None,
    *,
    noise: Callable[..., np.ndarray],
    batch_size: int = 32,
    copies: int = 1,
    keep_original: bool = False,
    shuffle: bool = True,
    seed: int | np.random.Generator | None = 0,
    epochs: int | None = 1,
) -> Iterator[Batch]:
    """Iterate over batches that get fresh noise when they are asked for.

    The same batches as `NoisyDataset` gives, without Keras.

    Parameters
    ----------
    x : array_like, shape (N, ...)
        Samples.
    y : array_like, shape (N, ...), optional
        Labels; they travel with their samples.
    noise : callable
        Called as `noise(batch, seed=generator)`; returns an array of the same shape. For
        example `functools.partial(gaussian, std=0.1)`.
    batch_size : int
        Samples a batch; the last of an epoch may have fewer.
    copies : int
        How many times each sample is seen in an epoch, each time with other noise.
    keep_original : bool
        Whether one of the copies of each sample stays as it is.
    shuffle : bool
        Whether the order is drawn anew for each epoch.
    seed : int, numpy.random.Generator or None
        Source of order and noise.
    epochs : int, optional
        Number of epochs; without end when None.

    Returns
    -------
    iterator of numpy.ndarray, or of pairs of them
        Noisy samples, with their labels when there are any.

    Raises
    ------
    TypeError, ValueError
        A wrong argument.

    References
    ----------
    The 10 to 15-fold enlargement of document S2, which held all copies at once.

    Examples
    --------
    >>> from functools import partial
    >>> from course_lib.noise import gaussian
    >>> x, y = np.zeros((10, 4)), np.arange(10)
    >>> stream = noisy_batches(x, y, noise=partial(gaussian, std=0.1), batch_size=5, copies=3)
    >>> [batch.shape for batch, labels in stream]
    [(5, 4), (5, 4), (5, 4), (5, 4), (5, 4), (5, 4)]
    """
    batches = NoisyBatches(
        x,
        y,
        noise=noise,
        batch_size=batch_size,
        copies=copies,
        keep_original=keep_original,
        shuffle=shuffle,
        seed=seed,
    )
    turns = (
        itertools.count() if epochs is None else range(arguments.integer(epochs, "epochs", low=0))
    )
    return (batches.batch(epoch, i) for epoch in turns for i in range(len(batches)))


def _rows(values: npt.ArrayLike, name: str) -> np.ndarray:
    result = arguments.array(values, name)
    if result.ndim == 0:
        raise ValueError(f"{name} must have a row for each sample, got a single number")
    return result
