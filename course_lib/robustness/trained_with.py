"""Training with noise on the weights: each step sees another noisy version of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from course_lib import arguments
from course_lib.models import Network

__all__ = ["with_weight_noise"]


def with_weight_noise(network: Network, factor: float) -> Callable[[int], keras.Model]:
    """Return a builder of networks that are trained with noise on their weights.

    In training each call adds to each weight tensor a Gaussian noise of `factor` times the
    tensor's deviation at that moment, drawn anew; the gradient changes the weights without it.
    Outside training there is no noise.

    Parameters
    ----------
    network : Network
        What gets the noise.
    factor : float
        Deviation of the noise in deviations of each tensor, at least 0.

    Returns
    -------
    callable
        ``build(seed)``, as `experiments.Variant` takes it. The model holds the network itself as
        its layer "noisy", attribute ``network``, which shares its weights.

    Raises
    ------
    TypeError, ValueError
        Not a network, or a number out of range.

    References
    ----------
    A. F. Murray and P. J. Edwards, Enhanced MLP performance and fault tolerance resulting from
    synaptic weight noise during training, 1994.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.models import mlp
    >>> model, x = with_weight_noise(mlp(4, 3), 0.5)(0), np.eye(4, dtype="float32")
    >>> plain = model.get_layer("noisy").network
    >>> bool(np.array_equal(model(x), plain(x)))
    True
    >>> bool(np.array_equal(model(x, training=True), model(x, training=True)))
    False
    """
    if not isinstance(network, Network):
        raise TypeError(f"network must be a Network, got {arguments.shown(network)}")
    factor = arguments.number(factor, "factor", low=0)

    def build(seed: int) -> keras.Model:
        inputs = keras.Input(network.input_shape)
        layer = _NoisyWeights(network.build(seed=seed), factor, seed, name="noisy")
        return keras.Model(inputs, layer(inputs), name=f"{network.name}-noisy-weights")

    return build


class _NoisyWeights(keras.layers.Layer):
    """A network as a layer, with noise on its weights in training."""

    def __init__(self, network: keras.Model, factor: float, seed: int, **options: Any) -> None:
        super().__init__(**options)
        self.network = network
        self.factor = factor
        self.seeds = keras.random.SeedGenerator(seed)

    def call(self, x: Any, training: bool = False) -> Any:
        if not training:
            return self.network(x, training=False)
        pairs = [(variable, self._noisy(variable)) for variable in self.network.trainable_variables]
        with keras.StatelessScope(state_mapping=pairs) as scope:
            answers = self.network(x, training=True)
        for variable in self.network.non_trainable_variables:  # seeds of dropout, statistics
            value = scope.get_current_value(variable)
            if value is not None:
                variable.assign(value)
        return answers

    def _noisy(self, variable: Any) -> Any:
        deviation = keras.ops.stop_gradient(keras.ops.std(variable))
        noise = keras.random.normal(variable.shape, dtype=variable.dtype, seed=self.seeds)
        return variable + self.factor * deviation * noise

    def compute_output_shape(self, shape: Any) -> Any:
        return (shape[0], *self.network.output_shape[1:])
