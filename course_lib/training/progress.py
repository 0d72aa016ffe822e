"""A progress bar for training that keeps to one line."""

from __future__ import annotations

from typing import Any

import keras

__all__ = ["Progress"]


class Progress(keras.callbacks.Callback):
    """Keras callback that shows one bar for the whole training, with the last epoch's figures.

    It listens to epochs only, so it works with `course_lib.training.fit` at full speed and with
    ``model.fit(..., verbose=0)``. The bar is a widget in a notebook and text in a terminal.

    Parameters
    ----------
    description : str
        Text before the bar.
    leave : bool
        Whether the full bar stays when training ends.

    Examples
    --------
    >>> import keras, numpy as np
    >>> from course_lib.training import Progress, fit
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> x = np.eye(2, dtype="float32")
    >>> len(fit(model, x, x.sum(1), epochs=2, callbacks=[Progress("demo")]).epoch)
    2

    References
    ----------
    da Costa-Luis, tqdm: a fast, extensible progress meter for Python and CLI, 2019.
    """

    def __init__(self, description: str = "fit", *, leave: bool = True) -> None:
        super().__init__()
        self.description = description
        self.leave = leave
        self._bar: Any = None

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Open the bar."""
        from tqdm.auto import tqdm

        self._bar = tqdm(
            total=self.params.get("epochs"), desc=self.description, unit="epoch", leave=self.leave
        )

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Move the bar by one epoch and show its figures."""
        self._bar.set_postfix({name: f"{value:.4g}" for name, value in (logs or {}).items()})
        self._bar.update()

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Close the bar."""
        self._bar.close()
