"""When training stops before its last epoch."""

from __future__ import annotations

import math

import keras

__all__ = ["StopOnNaN"]


class StopOnNaN(keras.callbacks.Callback):
    """Stop after an epoch whose loss is not a finite number: nothing learns from there.

    Keras' own ``TerminateOnNaN`` listens to batches, which whole epochs at once do not allow.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.training import fit
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Rescaling(float("nan"))])
    >>> model.compile("sgd", "mse")
    >>> len(fit(model, np.eye(2), np.eye(2), epochs=5, callbacks=[StopOnNaN()]).epoch)
    1
    """

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Stop where the loss is lost."""
        if not math.isfinite((logs or {})["loss"]):
            self.model.stop_training = True
