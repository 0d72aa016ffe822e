"""From a description to a Keras model whose fresh weights depend on nothing but the seed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from course_lib import arguments
from course_lib.models.description import Network
from course_lib.models.images import Conv, GlobalPool, Pool
from course_lib.models.layer import Layer
from course_lib.models.layers import (
    Activation,
    BatchNormalization,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    LayerNormalization,
    Reshape,
)

__all__ = ["build_network"]


def build_network(network: Network, *, seed: int | np.random.Generator | None = 0) -> keras.Model:
    """Return a Keras model of `network` with fresh weights.

    Every layer draws from a seed of its own, made from `seed` and the layer's name: a variant
    without some dropout starts from the very weights of its baseline. Nothing global is read or
    changed.

    Parameters
    ----------
    network : Network
        The description.
    seed : int, numpy.random.Generator or None
        Same integer, same weights and same dropout; a generator moves on; None draws fresh
        entropy.

    Returns
    -------
    keras.Model
        A `keras.Sequential` with the description's names, not compiled; its input is
        ``(N, *input_shape)``.

    Raises
    ------
    TypeError
        `network` is not a `Network`, or `seed` not a seed.
    ValueError
        A negative seed.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> one, other = (build_network(mlp(4, 3), seed=0).get_weights() for _ in range(2))
    >>> all((a == b).all() for a, b in zip(one, other))
    True
    """
    if not isinstance(network, Network):
        raise TypeError(f"network must be a Network, got {arguments.shown(network)}")
    root = int(arguments.generator(seed).integers(2**32))
    layers = [
        _MAKERS[type(layer)](layer, name, _seed(root, name))
        for name, layer in zip(network.names, network.layers, strict=True)
    ]
    # all at once, since add() builds the whole model anew for each layer
    return keras.Sequential(
        [keras.Input(network.input_shape, name="input"), *layers], name=network.name
    )


def _seed(root: int, name: str) -> int:
    sequence = np.random.SeedSequence([root, zlib.crc32(name.encode())])
    return int(sequence.generate_state(1)[0] >> 1)


def _kernel(layer: Conv | Dense, seed: int) -> dict[str, Any]:
    # by class, because keras.initializers.get draws from Python's global generator
    initializer = getattr(keras.initializers, layer.initializer.title().replace("_", ""))
    return {
        "activation": layer.activation,
        "kernel_regularizer": keras.regularizers.L2(layer.l2) if layer.l2 else None,
        "kernel_initializer": initializer(seed=seed),
    }


def _conv(layer: Conv, name: str, seed: int) -> keras.Layer:
    return keras.layers.Conv2D(
        layer.filters,
        layer.kernel,
        strides=layer.stride,
        padding=layer.padding,
        name=name,
        **_kernel(layer, seed),
    )


def _pool(layer: Pool, name: str, seed: int) -> keras.Layer:
    kind = keras.layers.MaxPooling2D if layer.operation == "max" else keras.layers.AveragePooling2D
    return kind(layer.size, strides=layer.step, padding=layer.padding, name=name)


def _global_pool(layer: GlobalPool, name: str, seed: int) -> keras.Layer:
    layers = keras.layers
    kind = layers.GlobalMaxPooling2D if layer.operation == "max" else layers.GlobalAveragePooling2D
    return kind(name=name)


def _dense(layer: Dense, name: str, seed: int) -> keras.Layer:
    return keras.layers.Dense(layer.units, name=name, **_kernel(layer, seed))


def _activation(layer: Activation, name: str, seed: int) -> keras.Layer:
    return keras.layers.Activation(layer.activation, name=name)


def _dropout(layer: Dropout, name: str, seed: int) -> keras.Layer:
    return keras.layers.Dropout(layer.rate, seed=seed, name=name)


def _gaussian_noise(layer: GaussianNoise, name: str, seed: int) -> keras.Layer:
    return keras.layers.GaussianNoise(layer.std, seed=seed, name=name)


def _flatten(layer: Flatten, name: str, seed: int) -> keras.Layer:
    return keras.layers.Flatten(name=name)


def _reshape(layer: Reshape, name: str, seed: int) -> keras.Layer:
    return keras.layers.Reshape(layer.shape, name=name)


def _layer_normalization(layer: LayerNormalization, name: str, seed: int) -> keras.Layer:
    return keras.layers.LayerNormalization(epsilon=layer.epsilon, name=name)


def _batch_normalization(layer: BatchNormalization, name: str, seed: int) -> keras.Layer:
    return keras.layers.BatchNormalization(
        momentum=layer.momentum, epsilon=layer.epsilon, name=name
    )


_MAKERS: dict[type[Layer], Callable[[Any, str, int], keras.Layer]] = {
    Activation: _activation,
    BatchNormalization: _batch_normalization,
    Conv: _conv,
    Dense: _dense,
    Dropout: _dropout,
    Flatten: _flatten,
    GaussianNoise: _gaussian_noise,
    GlobalPool: _global_pool,
    LayerNormalization: _layer_normalization,
    Pool: _pool,
    Reshape: _reshape,
}
