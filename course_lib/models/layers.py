"""Layers for any shape: dense, dropout, noise, normalisation and changes of shape."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from course_lib import arguments
from course_lib.models.layer import ACTIVATIONS, Layer, check_weights
from course_lib.models.shapes import Shape, as_shape, times

__all__ = [
    "Activation",
    "BatchNormalization",
    "Dense",
    "Dropout",
    "Flatten",
    "GaussianNoise",
    "LayerNormalization",
    "Reshape",
]


@dataclass(frozen=True)
class Dense(Layer):
    """Fully connected layer over the last axis.

    Parameters
    ----------
    units : int
        Number of outputs.
    activation : str
        Name of a Keras activation.
    l2 : float
        Weight decay on the kernel; 0 is none.
    initializer : str
        Name of a Keras initializer for the kernel.
    name : str, optional
        See `Layer`.

    Examples
    --------
    >>> Dense(100).parameters((784,))
    78500
    """

    units: int
    activation: str = "relu"
    l2: float = 0.0
    initializer: str = "glorot_uniform"

    stem: ClassVar[str] = "dense"

    def _check(self) -> None:
        self._set(units=arguments.integer(self.units, self._label("units"), low=1))
        check_weights(self)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape with its last axis replaced by the units."""
        return (*shape[:-1], self.units)

    def parameters(self, shape: Shape) -> int:
        """Return the size of the kernel and the biases."""
        return (shape[-1] + 1) * self.units


@dataclass(frozen=True)
class Activation(Layer):
    """An activation on its own, for instance after a normalisation.

    Parameters
    ----------
    activation : str
        Name of a Keras activation.
    name : str, optional
        See `Layer`.

    Examples
    --------
    >>> Activation("relu").parameters((10,))
    0
    """

    activation: str

    stem: ClassVar[str] = "activation"

    def _check(self) -> None:
        arguments.choice(self.activation, self._label("activation"), ACTIVATIONS)


@dataclass(frozen=True)
class Dropout(Layer):
    """Sets a share of the values to zero while training, and scales the others up.

    Parameters
    ----------
    rate : float
        Share of values dropped, 0 to 1.
    name : str, optional
        See `Layer`.

    Examples
    --------
    >>> Dropout(0.25).settings()
    {'rate': 0.25}
    """

    rate: float

    stem: ClassVar[str] = "dropout"

    def _check(self) -> None:
        self._set(rate=arguments.number(self.rate, self._label("rate"), low=0, high=1))


@dataclass(frozen=True)
class GaussianNoise(Layer):
    """Adds Gaussian noise of mean zero while training.

    Parameters
    ----------
    std : float
        Standard deviation in units of the input, 0 to 1: Keras refuses more, so scale pixels first.
    name : str, optional
        See `Layer`.

    Examples
    --------
    >>> GaussianNoise(0.1).settings()
    {'std': 0.1}
    """

    std: float

    stem: ClassVar[str] = "gaussian_noise"

    def _check(self) -> None:
        self._set(std=arguments.number(self.std, self._label("std"), low=0, high=1))


@dataclass(frozen=True)
class Flatten(Layer):
    """Turns each sample into one vector.

    Parameters
    ----------
    name : str, optional
        See `Layer`.

    Examples
    --------
    >>> Flatten().output_shape((28, 28, 1))
    (784,)
    """

    stem: ClassVar[str] = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        """Return (number of values,)."""
        return (math.prod(shape),)


@dataclass(frozen=True)
class Reshape(Layer):
    """Gives each sample another shape of the same size.

    Parameters
    ----------
    shape : tuple of int
        The new shape, without the batch axis.
    name : str, optional
        See `Layer`.

    Examples
    --------
    >>> Reshape((103, 1, 1)).output_shape((103,))
    (103, 1, 1)
    """

    shape: Shape

    stem: ClassVar[str] = "reshape"

    def _check(self) -> None:
        self._set(shape=as_shape(self.shape, self._label("shape")))

    def output_shape(self, shape: Shape) -> Shape:
        """Return the new shape."""
        if math.prod(shape) != math.prod(self.shape):
            raise ValueError(f"cannot turn {times(shape)} values into {times(self.shape)}")
        return self.shape


@dataclass(frozen=True)
class LayerNormalization(Layer):
    """Normalises each sample over its last axis, then scales and shifts it.

    Parameters
    ----------
    epsilon : float
        Added to the variance.
    name : str, optional
        See `Layer`.

    References
    ----------
    Ba, Kiros and Hinton, Layer normalization, 2016.

    Examples
    --------
    >>> LayerNormalization().parameters((784,))
    1568
    """

    epsilon: float = 1e-3

    stem: ClassVar[str] = "layer_normalization"

    def _check(self) -> None:
        self._set(epsilon=arguments.number(self.epsilon, self._label("epsilon"), above=0))

    def parameters(self, shape: Shape) -> int:
        """Return the number of scales and shifts."""
        return 2 * shape[-1]


@dataclass(frozen=True)
class BatchNormalization(Layer):
    """Normalises each channel over the batch, then scales and shifts it.

    Parameters
    ----------
    momentum : float
        Share of the moving statistics that a batch leaves as it was, 0 to 1.
    epsilon : float
        Added to the variance.
    name : str, optional
        See `Layer`.

    References
    ----------
    Ioffe and Szegedy, Batch normalization, 2015.

    Examples
    --------
    >>> BatchNormalization().parameters((26, 26, 32))
    128
    """

    momentum: float = 0.99
    epsilon: float = 1e-3

    stem: ClassVar[str] = "batch_normalization"

    def _check(self) -> None:
        self._set(
            momentum=arguments.number(self.momentum, self._label("momentum"), low=0, high=1),
            epsilon=arguments.number(self.epsilon, self._label("epsilon"), above=0),
        )

    def parameters(self, shape: Shape) -> int:
        """Return the number of scales, shifts, moving means and moving variances."""
        return 4 * shape[-1]
