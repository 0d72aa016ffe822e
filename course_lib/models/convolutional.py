"""Convolutional networks for images."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib import arguments
from course_lib.models.description import Network
from course_lib.models.images import Conv, Pool
from course_lib.models.layer import Layer
from course_lib.models.layers import Dense, Flatten, Reshape
from course_lib.models.parts import dropping, normalizing, sizes
from course_lib.models.shapes import Pair, Shape, as_shape

__all__ = ["cnn"]


def cnn(
    input_shape: Shape = (28, 28, 1),
    n_classes: int = 10,
    *,
    blocks: Sequence[int | Sequence[int]] = ((32, 64),),
    kernel: int | Pair = 3,
    padding: str = "valid",
    pool: int | Pair = 2,
    operation: str = "max",
    dense: int | Sequence[int] = 128,
    activation: str = "relu",
    output_activation: str = "softmax",
    dropout: float = 0.0,
    dense_dropout: float = 0.0,
    normalization: str | None = None,
    l2: float = 0.0,
    initializer: str = "glorot_uniform",
    name: str = "cnn",
) -> Network:
    """Return a convolutional network: blocks of convolutions and a pooling, then dense layers.

    Parameters
    ----------
    input_shape : tuple of int
        (height, width, channels), or (height, width) for one channel.
    n_classes : int
        Units of the output layer.
    blocks : sequence
        Filters of each block's convolution, or of its convolutions when a sequence.
    kernel : int or (int, int)
        Height and width of every kernel, in pixels.
    padding : {"valid", "same"}
        Border of the convolutions.
    pool : int or (int, int)
        Window of the pooling that ends each block, in pixels.
    operation : {"max", "mean"}
        What the pooling keeps.
    dense : int or sequence of int
        Units of each dense layer before the output; an empty sequence for none.
    activation, output_activation : str
        Names of Keras activations.
    dropout, dense_dropout : float
        Share of values dropped after each pooling and after each dense layer; 0 is no dropout.
    normalization : {"layer", "batch"} or None
        Normalisation after each convolution, over its channels.
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
        An argument of the wrong kind or out of range, or an image too small for the blocks.

    References
    ----------
    S1, S2, S3 and S4, exercise 3.

    Examples
    --------
    >>> cnn((28, 28, 1), 10, dropout=0.25, dense_dropout=0.5).parameters
    1199882
    >>> cnn((10, 10), 10, blocks=[16, 32, 64])
    Traceback (most recent call last):
    ...
    ValueError: layer 'conv_3' of 'cnn': window of 3 × 3 does not fit images of 1 × 1
    """
    shape = as_shape(input_shape, "input_shape")
    n_classes = arguments.integer(n_classes, "n_classes", low=1)
    layers: list[Layer] = [Reshape((*shape, 1))] if len(shape) == 2 else []
    if not isinstance(blocks, list | tuple) or not blocks:
        raise TypeError(f"blocks must be a sequence of blocks, got {arguments.shown(blocks)}")
    for block in blocks:
        for filters in as_shape(block, "each block"):
            conv = Conv(filters, kernel, 1, padding, activation, l2, initializer)
            layers += [conv, *normalizing(normalization)]
        layers += [Pool(pool, operation=operation), *dropping(dropout)]
    layers.append(Flatten())
    for units in sizes(dense, "dense"):
        layers += [Dense(units, activation, l2, initializer), *dropping(dense_dropout)]
    layers.append(Dense(n_classes, output_activation, initializer=initializer))
    return Network(shape, tuple(layers), name)
