"""Training and testing a whole epoch inside one TensorFlow function each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import keras
import numpy as np

__all__ = ["EpochLoop", "obstacle"]

_BATCH_HOOKS = ("batch_begin", "batch_end", "train_batch_begin", "train_batch_end")
_HOOKS = tuple(f"on_{hook}" for hook in (*_BATCH_HOOKS, "test_batch_begin", "test_batch_end"))
_OWN_LOOPS = ("fit", "train_step", "test_step", "make_train_function", "make_test_function")


def obstacle(model: keras.Model, callbacks: Iterable[Any]) -> str | None:
    """Return why training needs ``model.fit``, or None where whole epochs can run at once.

    Parameters
    ----------
    model : keras.Model
        Compiled.
    callbacks : iterable of keras.callbacks.Callback
        What listens to the training.

    Returns
    -------
    str or None
        The reason.

    Examples
    --------
    >>> import keras
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse", run_eagerly=True)
    >>> obstacle(model, [])
    'the model runs eagerly'
    """
    if keras.backend.backend() != "tensorflow":
        return f"the backend is {keras.backend.backend()}"
    if model.optimizer is None:
        return "the model has no optimizer"
    if model.run_eagerly:
        return "the model runs eagerly"
    if model.jit_compile:
        return "the model is compiled with XLA"
    if model.distribute_strategy.num_replicas_in_sync > 1 or keras.distribution.distribution():
        return "training is distributed"
    for name in _OWN_LOOPS:
        if _overrides(model, name, keras.Model):
            return f"the model has its own {name}"
    for callback in callbacks:
        if any(_overrides(callback, hook, keras.callbacks.Callback) for hook in _HOOKS):
            return f"{type(callback).__name__} listens to batches"
    return None


def _overrides(instance: Any, name: str, base: type) -> bool:
    return name in vars(instance) or getattr(type(instance), name) is not getattr(base, name)


class EpochLoop:
    """The train and test steps of one model, each looped over an epoch in a TensorFlow function.

    `model.fit` returns to Python after each batch, which for a small network costs more than the
    computation; here it returns once an epoch. The functions are traced when first called.

    Parameters
    ----------
    model : keras.Model
        Compiled, without an `obstacle`.

    Examples
    --------
    >>> import keras, numpy as np
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> data = (np.eye(2, dtype="float32"), np.ones((2, 1), "float32"))
    >>> loop = EpochLoop(model)
    >>> loop.prepare(data)
    >>> sorted(loop.train(data, np.arange(2), 1))
    ['loss']
    """

    def __init__(self, model: keras.Model) -> None:
        self.model = model
        self._ready = False
        self._train = self._over_epoch(model.train_step)
        self._test = self._over_epoch(model.test_step)

    def prepare(self, data: Any) -> None:
        """Create every variable, which a traced loop must not; weights keep their values."""
        if not self._ready:
            self.model.test_step(keras.tree.map_structure(lambda array: array[:1], data))
            self.model.optimizer.build(self.model.trainable_variables)
            self._ready = True

    def train(self, data: Any, order: np.ndarray, batch_size: int) -> dict[str, float]:
        """Train on the rows of `data` in `order`; return loss and metrics."""
        return _call(self._train, data, order, batch_size)

    def test(self, data: Any, batch_size: int) -> dict[str, float]:
        """Return loss and metrics on `data`."""
        return _call(self._test, data, np.arange(len(keras.tree.flatten(data)[0])), batch_size)

    def _over_epoch(self, step: Callable[[Any], Any]) -> Any:
        import tensorflow as tf

        # Keras' steps need no AutoGraph, which would only slow the tracing down. Each shape has a
        # trace of its own, so that a result does not depend on what was trained before.
        @tf.function(autograph=False)
        def epoch(data: Any, order: Any, batch_size: Any) -> dict[str, Any]:
            size = tf.shape(order)[0]

            def body(start: Any) -> tuple[Any]:
                rows = order[start : tf.minimum(start + batch_size, size)]
                step(keras.tree.map_structure(lambda array: tf.gather(array, rows), data))
                return (start + batch_size,)

            self.model.reset_metrics()
            tf.while_loop(lambda start: start < size, body, (tf.constant(0),))
            return self.model.get_metrics_result()

        return epoch


def _call(function: Any, data: Any, order: np.ndarray, batch_size: int) -> dict[str, float]:
    import tensorflow as tf

    given = (data, tf.constant(order, tf.int32), tf.constant(batch_size))
    # Called through its concrete form, a function does not warn that each model has its own trace.
    logs = function.get_concrete_function(*given)(*given)
    return {name: float(value) for name, value in logs.items()}
