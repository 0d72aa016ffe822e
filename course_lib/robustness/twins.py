"""Networks with other weights that compute the same."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import arguments

__all__ = ["rescaled"]

_HOMOGENEOUS = ("relu", "linear", "leaky_relu")
_PASSING = ("Flatten", "Dropout", "MaxPooling2D", "AveragePooling2D", "ReLU", "Activation")


def rescaled(model: keras.Model, layer: str, by: Any) -> keras.Model:
    """Return a twin: a layer's weights times a number, the next layer's divided by it.

    With a ReLU between them, which is homogeneous (``relu(a z) = a relu(z)`` for a > 0), the twin
    computes the same up to rounding.

    Parameters
    ----------
    model : keras.Model
        Layers in a row, as `Network.build` gives them.
    layer : str
        Name of a dense or convolutional layer that is not the last.
    by : float or array_like, shape (units,)
        What its kernel and biases are multiplied by: one number for all units, or one for each;
        above 0.

    Returns
    -------
    keras.Model
        A new model; the given one keeps its weights.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        No such layer, no layer after it, numbers that are not above 0, or something between the
        two that is not homogeneous, as a tanh or a normalisation.

    References
    ----------
    L. Dinh, R. Pascanu, S. Bengio and Y. Bengio, Sharp minima can generalize for deep nets, 2017.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> model, x = mlp(4, 3, hidden=8).build(seed=0), np.eye(4, dtype="float32")
    >>> twin = rescaled(model, "dense_1", 10)
    >>> bool(np.allclose(model(x), twin(x), atol=1e-6))
    True
    """
    if not isinstance(model, keras.Model):
        raise TypeError(f"model must be a Keras model, got {arguments.shown(model)}")
    layers = [part for part in model.layers if type(part).__name__ != "InputLayer"]
    weighted = [part.name for part in layers if hasattr(part, "kernel")]
    place = [part.name for part in layers].index(arguments.choice(layer, "layer", weighted))
    if layer == weighted[-1]:
        raise ValueError(f"layer must have one with weights after it, got the last, {layer!r}")
    _refuse_bent(layers[place], layers[place + 1 :])
    units = layers[place].kernel.shape[-1]
    factors = _factors(by, units)
    following = weighted[weighted.index(layer) + 1]
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    first, after = twin.get_layer(layer), twin.get_layer(following)
    first.set_weights([value * factors for value in first.get_weights()])
    kernel, *rest = after.get_weights()
    inputs = np.tile(factors, kernel.shape[-2] // units)  # Flatten keeps the channels last
    after.set_weights([kernel / inputs[:, None], *rest])
    return twin


def _factors(by: Any, units: int) -> np.ndarray:
    given = arguments.array(by, "by", ndim=range(2), finite=True).astype(np.float32)
    if given.ndim and len(given) != units:
        raise ValueError(f"by must hold one number for each of {units} units, got {len(given)}")
    if not (given > 0).all():
        raise ValueError(f"by must be above 0, got {arguments.shown(by)}")
    return np.broadcast_to(given, (units,))


def _refuse_bent(first: Any, later: list[Any]) -> None:
    """Raise where what lies between a layer and the next with weights is not homogeneous."""
    between = [first]
    for part in later:
        if hasattr(part, "kernel"):
            break
        between.append(part)
    for part in between:
        kind = type(part).__name__
        bent = getattr(getattr(part, "activation", None), "__name__", "linear")
        if bent not in _HOMOGENEOUS or (part is not first and kind not in _PASSING):
            what = bent if bent not in _HOMOGENEOUS else kind
            raise ValueError(f"layer must be followed by what is homogeneous, got {what}")
