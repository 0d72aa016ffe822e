"""One run of a comparison: a fresh model trained from one seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from course_lib.training.inputs import as_arrays
from course_lib.training.loop import EpochLoop, obstacle

__all__ = ["Run", "evaluate"]


@dataclass(frozen=True)
class Run:
    """One trained model of a comparison and its curves.

    Parameters
    ----------
    variant : str
        The variant's name.
    seed : int
        What the weights, the dropout and the order of samples came from.
    history : dict of str to list of float
        One value an epoch, by the names of ``keras.callbacks.History``.
    kept : int
        Position of the epoch whose weights the model has: the last, or the best under patience.
    seconds : float
        Time of the fit.
    parameters : int
        Number of weights.
    prepare : callable
        ``f(x, split)``, what this run does to its input.
    trained : callable, optional
        Returns the trained model, where models are kept.

    Examples
    --------
    >>> run = Run("a", 0, {"val_accuracy": [0.5, 0.75]}, 1, 0.1, 10, lambda x, split: x)
    >>> run.at_kept("val_accuracy")
    0.75
    """

    variant: str
    seed: int
    history: dict[str, list[float]] = field(repr=False)
    kept: int
    seconds: float
    parameters: int
    prepare: Callable[[Any, str], np.ndarray] = field(repr=False)
    trained: Callable[[], keras.Model] | None = field(default=None, repr=False)

    @property
    def model(self) -> keras.Model | None:
        """The trained model, where models are kept."""
        return None if self.trained is None else self.trained()

    def at_kept(self, name: str) -> float:
        """Return a figure of the epoch whose weights the model has.

        Parameters
        ----------
        name : str
            Name in ``history``.

        Returns
        -------
        float
            The figure.

        Raises
        ------
        ValueError
            No such name; the message lists those there are.

        Examples
        --------
        >>> Run("a", 0, {"loss": [1.0]}, 0, 0.1, 10, lambda x, split: x).at_kept("loss")
        1.0
        """
        if name not in self.history:
            known = ", ".join(
                repr(key.removeprefix("val_")) for key in self.history if "val_" in key
            )
            raise ValueError(f"metric must be one of {known}, got {name.removeprefix('val_')!r}")
        return self.history[name][self.kept]


def evaluate(model: keras.Model, x: Any, y: Any, *, batch_size: int = 256) -> dict[str, float]:
    """Return loss and metrics of a compiled model on data.

    Parameters
    ----------
    model : keras.Model
        Compiled.
    x, y : array_like
        Inputs and targets of one length.
    batch_size : int
        Samples a step.

    Returns
    -------
    dict of str to float
        As ``model.evaluate(..., return_dict=True)``.

    Examples
    --------
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> sorted(evaluate(model, np.eye(2), np.ones(2)))
    ['loss']
    """
    data = as_arrays(x, y)
    if obstacle(model, ()):
        return model.evaluate(*data, batch_size=batch_size, verbose=0, return_dict=True)
    loop = EpochLoop(model)
    tensors = keras.tree.map_structure(keras.ops.convert_to_tensor, data)
    loop.prepare(tensors)
    return loop.test(tensors, batch_size)
