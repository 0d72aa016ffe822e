"""Dropout whose rate is a variable, so that one trace serves every rate."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import keras

__all__ = ["AdjustableDropout", "is_adjustable", "set_rates"]


class AdjustableDropout(keras.layers.Dropout):
    """Drops what ``keras.layers.Dropout`` drops, bit for bit; `set_rate` changes how much.

    Keras writes the rate into the traced function as a constant. TensorFlow's own way with a
    variable rate divides where that with a constant multiplies, which rounds differently, so the
    factor is a variable too.

    Parameters
    ----------
    rate : float
        Share of values that are dropped, between 0 and 1.
    **options
        As for ``keras.layers.Dropout``.

    Examples
    --------
    >>> import numpy as np
    >>> layer = AdjustableDropout(0.5, seed=0)
    >>> layer.set_rate(0.75)
    >>> float(np.max(layer(np.ones((1, 50)), training=True)))
    4.0
    """

    def __init__(self, rate: float, **options: Any) -> None:
        super().__init__(rate, **options)
        # Held apart, where Keras does not count them among the layer's variables.
        self._constants = SimpleNamespace(rate=self._constant(), factor=self._constant())
        self.set_rate(rate)

    def set_rate(self, rate: float) -> None:
        """Drop another share of values, from the next call on."""
        self.rate = rate
        self._constants.rate.assign(rate)
        self._constants.factor.assign(1 / (1 - rate))

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Return the inputs, in training with some set to 0 and the others raised."""
        import tensorflow as tf

        if not training:
            return inputs
        seed = self.seed_generator.next()
        seed = tf.cast(tf.math.floormod(seed, tf.int32.max - 1), tf.int32)
        sizes, given = self.noise_shape or inputs.shape, tf.shape(inputs)
        shape = [given[axis] if size is None else size for axis, size in enumerate(sizes)]
        drawn = tf.random.stateless_uniform(shape, seed, dtype=inputs.dtype)
        raised = inputs * self._constants.factor
        return tf.where(drawn >= self._constants.rate, raised, tf.zeros((), inputs.dtype))

    def _constant(self) -> keras.Variable:
        return keras.Variable(0.0, trainable=False, dtype=self.compute_dtype)


def is_adjustable(layer: Any) -> bool:
    """Return whether an `AdjustableDropout` can stand for `layer`.

    Examples
    --------
    >>> is_adjustable(keras.layers.Dropout(0.5)), is_adjustable(keras.layers.Dropout(0.0))
    (True, False)
    """
    return type(layer) is keras.layers.Dropout and 0 < layer.rate < 1


def set_rates(source: keras.Model, target: keras.Model) -> None:
    """Give the dropouts of `target` the rates of those of `source`, a model of the same layers.

    Examples
    --------
    >>> one = keras.Sequential([keras.Input((2,)), keras.layers.Dropout(0.25)])
    >>> other = keras.Sequential([keras.Input((2,)), AdjustableDropout(0.5)])
    >>> set_rates(one, other)
    >>> other.layers[0].rate
    0.25
    """
    for given, taken in zip(source._flatten_layers(), target._flatten_layers(), strict=True):
        if isinstance(taken, AdjustableDropout):
            taken.set_rate(given.rate)
