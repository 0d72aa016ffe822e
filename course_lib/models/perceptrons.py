"""Multilayer perceptrons."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib import arguments
from course_lib.models.description import Network
from course_lib.models.layer import Layer
from course_lib.models.layers import Dense, Flatten
from course_lib.models.parts import dropping, normalizing, sizes
from course_lib.models.shapes import Shape, as_shape

__all__ = ["mlp"]


def mlp(
    input_shape: int | Shape = 784,
    n_classes: int = 10,
    *,
    hidden: int | Sequence[int] = 100,
    activation: str = "relu",
    output_activation: str = "softmax",
    dropout: float = 0.0,
    normalization: str | None = None,
    l2: float = 0.0,
    initializer: str = "glorot_uniform",
    name: str = "mlp",
) -> Network:
    """Return a multilayer perceptron.

    Parameters
    ----------
    input_shape : int or tuple of int
        Shape of one sample; flattened if it has several axes.
    n_classes : int
        Units of the output layer.
    hidden : int or sequence of int
        Units of each hidden layer; an empty sequence for none.
    activation, output_activation : str
        Names of Keras activations.
    dropout : float
        Share of values dropped after each hidden layer; 0 is no dropout.
    normalization : {"layer", "batch"} or None
        Normalisation of the input and after each hidden layer.
    l2 : float
        Weight decay on the hidden kernels.
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
        An argument of the wrong kind or out of range.

    References
    ----------
    S4, exercise 1.

    Examples
    --------
    >>> mlp((28, 28), 10).parameters
    79510
    >>> mlp((28, 28), 10, normalization="layer").parameters
    81278
    """
    shape = as_shape(input_shape, "input_shape")
    n_classes = arguments.integer(n_classes, "n_classes", low=1)
    normal = normalizing(normalization)
    layers: list[Layer] = [Flatten()] if len(shape) > 1 else []
    layers += normal
    for units in sizes(hidden, "hidden"):
        layers += [Dense(units, activation, l2, initializer), *normal, *dropping(dropout)]
    layers.append(Dense(n_classes, output_activation, initializer=initializer))
    return Network(shape, tuple(layers), name)
