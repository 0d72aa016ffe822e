"""Noise while training: a Keras data set that makes it afresh for each batch and epoch."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import numpy.typing as npt

from course_lib import arguments
from course_lib.noise.batches import Batch, NoisyBatches

__all__ = ["NoisyDataset"]


class NoisyDataset(keras.utils.PyDataset):
    """Batches for `model.fit` with fresh noise each batch and each epoch.

    An epoch shows every sample `copies` times, so a data set enlarged fifteen-fold takes the
    memory of one. Samples and labels are shuffled together, here and only here: pass
    `shuffle=False` to `fit`, or seed Keras, and the same seed gives the same training.

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
    workers : int
        Threads in which Keras prepares batches ahead.

    Attributes
    ----------
    epoch : int
        The epoch whose batches are handed out, from 0; Keras moves it on, and once more where
        `fit` first builds the model.

    Raises
    ------
    TypeError, ValueError
        A wrong argument.

    References
    ----------
    Document S2 enlarged its training set 10 to 15 times, shuffled samples and labels apart, and
    ran out of memory.

    Examples
    --------
    >>> from functools import partial
    >>> import numpy as np
    >>> from course_lib.noise import gaussian
    >>> x, y = np.zeros((10, 4), np.float32), np.arange(10)
    >>> data = NoisyDataset(x, y, noise=partial(gaussian, std=0.1), batch_size=5, copies=3)
    >>> len(data), data[0][0].shape
    (6, (5, 4))
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
        workers: int = 1,
    ) -> None:
        super().__init__(workers=arguments.integer(workers, "workers", low=1))
        self.epoch = 0
        self._batches = NoisyBatches(
            x,
            y,
            noise=noise,
            batch_size=batch_size,
            copies=copies,
            keep_original=keep_original,
            shuffle=shuffle,
            seed=seed,
        )

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, index: int) -> Batch:
        return self._batches.batch(self.epoch, index)

    def on_epoch_end(self) -> None:
        """Move on to the next epoch's order and noise."""
        self.epoch += 1
