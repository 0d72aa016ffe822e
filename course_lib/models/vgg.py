"""VGG16 for any image, width and number of classes, with the layer names of its weights files."""

from __future__ import annotations

from course_lib import arguments
from course_lib.models.description import Network
from course_lib.models.images import Conv, Pool
from course_lib.models.layer import Layer
from course_lib.models.layers import Activation, BatchNormalization, Dense, Dropout, Flatten
from course_lib.models.shapes import Shape, as_shape

__all__ = ["vgg16"]

BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


def vgg16(
    input_shape: Shape = (224, 224, 3),
    n_classes: int = 1000,
    *,
    width: float = 1.0,
    dense: int = 4096,
    include_top: bool = True,
    activation: str = "relu",
    output_activation: str = "softmax",
    dropout: float = 0.0,
    normalization: str | None = None,
    l2: float = 0.0,
    initializer: str = "glorot_uniform",
    name: str = "vgg16",
) -> Network:
    """Return VGG16: thirteen convolutions in five blocks, then three dense layers.

    Parameters
    ----------
    input_shape : tuple of int
        (height, width, channels), at least 32 × 32 pixels.
    n_classes : int
        Units of the output layer.
    width : float
        Factor on the filters and the dense units, above 0; at least one of each is left.
    dense : int
        Units of each of the two dense layers, before `width`.
    include_top : bool
        Whether the dense layers are there; without them the output is the last pooling.
    activation, output_activation : str
        Names of Keras activations.
    dropout : float
        Share of values dropped after each of the two dense layers; 0 is no dropout.
    normalization : {"batch"} or None
        Normalisation between each convolution and its activation, as later versions of VGG have
        it; layers ``block1_norm1`` and ``block1_act1`` then follow ``block1_conv1``.
    l2 : float
        Weight decay on the kernels, but for the output's.
    initializer : str
        Keras initializer of the kernels.
    name : str
        Name of the network.

    Returns
    -------
    Network
        The description, with layers ``block1_conv1`` ... ``fc1``, ``fc2``, ``predictions``.

    Raises
    ------
    TypeError, ValueError
        An argument of the wrong kind or out of range, or an image too small for five poolings.

    References
    ----------
    Simonyan and Zisserman, Very deep convolutional networks, 2014; S4, exercise 3.

    Examples
    --------
    >>> vgg16().parameters
    138357544
    >>> vgg16((32, 32, 3), 10, width=0.25).names[-4:]
    ('flatten', 'fc1', 'fc2', 'predictions')
    """
    shape = as_shape(input_shape, "input_shape")
    n_classes = arguments.integer(n_classes, "n_classes", low=1)
    width = arguments.number(width, "width", above=0, high=16)
    dense = arguments.integer(dense, "dense", low=1)
    normalized = normalization is not None
    if normalized:
        arguments.choice(normalization, "normalization", ("batch",))
    layers: list[Layer] = []
    for block, sizes in enumerate(BLOCKS, start=1):
        for number, filters in enumerate(sizes, start=1):
            conv = Conv(
                _scaled(filters, width),
                padding="same",
                activation="linear" if normalized else activation,
                l2=l2,
                initializer=initializer,
                name=f"block{block}_conv{number}",
            )
            layers.append(conv)
            if normalized:
                layers.append(BatchNormalization(name=f"block{block}_norm{number}"))
                layers.append(Activation(activation, name=f"block{block}_act{number}"))
        layers.append(Pool(2, name=f"block{block}_pool"))
    top = _top(
        n_classes, _scaled(dense, width), activation, output_activation, dropout, l2, initializer
    )
    if arguments.boolean(include_top, "include_top"):
        layers += top
    return Network(shape, tuple(layers), name)


def _scaled(size: int, width: float) -> int:
    return max(1, round(size * width))


def _top(
    n_classes: int,
    units: int,
    activation: str,
    output_activation: str,
    dropout: float,
    l2: float,
    initializer: str,
) -> list[Layer]:
    layers: list[Layer] = [Flatten(name="flatten")]
    for name in ("fc1", "fc2"):
        layers.append(Dense(units, activation, l2, initializer, name=name))
        rest = Dropout(dropout)
        layers += [rest] if rest.rate else []
    layers.append(Dense(n_classes, output_activation, initializer=initializer, name="predictions"))
    return layers
