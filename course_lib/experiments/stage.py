"""Runs of one description share one traced loop, without sharing anything that is learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import keras

from course_lib.experiments.variant import Variant
from course_lib.models import Network
from course_lib.training.fitting import fit, train
from course_lib.training.inputs import as_arrays, fitting_errors, length
from course_lib.training.loop import EpochLoop, obstacle
from course_lib.training.order import orders

__all__ = ["Stage"]


class Stage:
    """Trains fresh models of one variant on a model of its own, whose tracing is paid for once.

    Tracing takes longer than many a small fit. Models built from one description differ in the
    values of their variables alone, so each can lend its values (weights, dropout seeds, optimizer
    at rest) to a model that is traced already, be trained there and take its values back; the
    result is the same bit for bit. A model from a function may differ in more, and is fitted alone.

    Parameters
    ----------
    variant : Variant
        What the models were built from.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.models import mlp
    >>> variant = Variant(mlp(4, 4))
    >>> data = np.eye(4, dtype="float32"), np.arange(4)
    >>> stage = Stage(variant)
    >>> model = variant.build(seed=0)
    >>> stage.fit(model, data, data, epochs=2, batch_size=4, callbacks=[], seed=0).epoch
    [0, 1]
    """

    def __init__(self, variant: Variant) -> None:
        self._variant = _compiled(variant)
        self._policy = _policy()
        self._loop: EpochLoop | None = None

    @property
    def parameters(self) -> int:
        """Number of weights of the traced model; 0 before there is one."""
        return 0 if self._loop is None else self._loop.model.count_params()

    def suits(self, variant: Variant) -> bool:
        """Return whether the traced model of this stage can train those of another variant.

        Parameters
        ----------
        variant : Variant
            May differ in its input, its length of training, what it begins from and the learning
            rate of a named optimizer.

        Returns
        -------
        bool
            Whether network, optimizer, loss, metrics and Keras' dtype policy are the same.

        Examples
        --------
        >>> from course_lib.models import mlp
        >>> stage = Stage(Variant(mlp(4, 4)))
        >>> stage.suits(Variant(mlp(4, 4), epochs=3)), stage.suits(Variant(mlp(4, 4), "sgd"))
        (True, False)
        """
        return self._policy == _policy() and self._variant == _compiled(variant)

    def fit(
        self,
        model: keras.Model,
        data: tuple[Any, Any],
        validation: tuple[Any, Any],
        *,
        epochs: int,
        batch_size: int,
        callbacks: Sequence[keras.callbacks.Callback],
        seed: int,
    ) -> keras.callbacks.History:
        """Train `model`, which must be new, as `course_lib.training.fit` does.

        Parameters
        ----------
        model : keras.Model
            Built by the variant.
        data, validation : (x, y)
            Training and validation data.
        epochs, batch_size : int
            Passes over the data, and samples a step.
        callbacks : sequence of keras.callbacks.Callback
            Called as usual.
        seed : int
            Decides the order of samples.

        Returns
        -------
        keras.callbacks.History
            Loss and metrics, one value an epoch.
        """
        settings: dict[str, Any] = {
            "epochs": epochs,
            "batch_size": batch_size,
            "callbacks": callbacks,
        }
        if not self._serves(model, callbacks):
            return fit(model, *data, validation_data=validation, seed=seed, **settings)
        if self._loop is None:
            self._loop = EpochLoop(self._variant.build(seed=seed))
        double = self._loop.model
        arrays, held_out = as_arrays(*data), as_arrays(*validation, prefix="validation ")
        with fitting_errors():
            self._loop.prepare(arrays)
            model.optimizer.build(model.trainable_variables)
            _copy(model, double)
            order = orders(length(arrays), shuffle=True, seed=seed)
            history = train(self._loop, arrays, held_out, order, **settings)
            _copy(double, model)
        return history

    def _serves(self, model: keras.Model, callbacks: Sequence[keras.callbacks.Callback]) -> bool:
        described = isinstance(self._variant.network, Network)
        # A callable may give each run an optimizer of other settings, which are no variables.
        return (
            described and not callable(self._variant.optimizer) and not obstacle(model, callbacks)
        )


def _compiled(variant: Variant) -> Variant:
    compiled = replace(
        variant, prepare=None, weights=None, epochs=None, batch_size=None, patience=None
    )
    # A named optimizer holds its learning rate in a variable, which is copied with the others.
    return replace(compiled, learning_rate=None) if isinstance(variant.optimizer, str) else compiled


def _policy() -> tuple[Any, ...]:
    return keras.config.floatx(), keras.config.dtype_policy().get_config()["name"]


def _copy(source: keras.Model, target: keras.Model) -> None:
    for given, taken in zip(_state(source), _state(target), strict=True):
        taken.assign(given)


def _state(model: keras.Model) -> list[Any]:
    return [*model.variables, *model.optimizer.variables]
