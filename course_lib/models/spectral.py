"""Convolutional networks along the bands of a spectrum."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib import arguments
from course_lib.models.description import Network
from course_lib.models.images import Conv
from course_lib.models.layer import Layer
from course_lib.models.layers import Dense, Flatten, Reshape
from course_lib.models.parts import dropping, sizes
from course_lib.models.shapes import Shape, as_shape

__all__ = ["spectral_cnn"]


def spectral_cnn(
    input_shape: int | Shape = 103,
    n_classes: int = 9,
    *,
    filters: int = 200,
    kernel: int = 5,
    strides: Sequence[int] = (1, 3, 2, 2),
    dense: int | Sequence[int] = (200, 128),
    activation: str = "relu",
    output_activation: str = "softmax",
    dropout: float = 0.0,
    l2: float = 0.0,
    initializer: str = "glorot_uniform",
    name: str = "spectral-cnn",
) -> Network:
    """Return a convolutional network along the bands of one pixel's spectrum.

    Parameters
    ----------
    input_shape : int or (int,)
        Number of bands; samples are (N, bands).
    n_classes : int
        Units of the output layer.
    filters : int
        Kernels of each convolution.
    kernel : int
        Length of each kernel, in bands.
    strides : sequence of int
        Step of each convolution, in bands; their number is the number of convolutions.
    dense : int or sequence of int
        Units of each dense layer before the output; an empty sequence for none.
    activation, output_activation : str
        Names of Keras activations.
    dropout : float
        Share of values dropped after each dense layer; 0 is no dropout.
    l2 : float
        Weight decay on the kernels, but for the output's.
    initializer : str
        Keras initializer of the kernels.
    name : str
        Name of the network.

    Returns
    -------
    Network
        The description.

    Raises
    ------
    TypeError, ValueError
        An argument of the wrong kind or out of range, or too few bands for the convolutions.

    References
    ----------
    S0.

    Examples
    --------
    >>> spectral_cnn(103, 9).parameters
    828889
    """
    shape = as_shape(input_shape, "input_shape")
    if len(shape) != 1:
        raise ValueError(f"input_shape must be the number of bands, got {shape}")
    n_classes = arguments.integer(n_classes, "n_classes", low=1)
    length = arguments.integer(kernel, "kernel", low=1)
    layers: list[Layer] = [Reshape((*shape, 1, 1))]
    for stride in as_shape(strides, "strides"):
        window, step = (length, 1), (stride, 1)
        layers.append(Conv(filters, window, step, "valid", activation, l2, initializer))
    layers.append(Flatten())
    for units in sizes(dense, "dense"):
        layers += [Dense(units, activation, l2, initializer), *dropping(dropout)]
    layers.append(Dense(n_classes, output_activation, initializer=initializer))
    return Network(shape, tuple(layers), name)
