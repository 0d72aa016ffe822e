"""What every layer of a description is: settings, an output shape and a parameter count."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

from course_lib import arguments
from course_lib.models.shapes import Shape

__all__ = ["ACTIVATIONS", "INITIALIZERS", "Layer", "check_weights"]

ACTIVATIONS = (
    *("linear", "relu", "leaky_relu", "relu6", "elu", "selu", "gelu", "silu", "mish"),
    *("softplus", "softsign", "tanh", "sigmoid", "hard_sigmoid", "exponential"),
    *("softmax", "log_softmax"),
)
INITIALIZERS = (
    *("glorot_uniform", "glorot_normal", "he_uniform", "he_normal"),
    *("lecun_uniform", "lecun_normal", "random_normal", "random_uniform"),
    *("truncated_normal", "orthogonal"),
)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of a `Network`: its settings, and nothing that is trained.

    Parameters
    ----------
    name : str, optional
        Name in the built model, without slashes; by default the kind and a count, as ``dense_1``.

    Raises
    ------
    TypeError, ValueError
        A setting of the wrong kind or out of range; the message names layer and setting.

    Examples
    --------
    >>> from course_lib.models import Dense
    >>> layer = Dense(10, activation="softmax")
    >>> layer.output_shape((784,)), layer.parameters((784,))
    ((10,), 7850)
    """

    name: str | None = None

    stem: ClassVar[str] = "layer"

    def __post_init__(self) -> None:
        """Check the settings and turn them into plain integers, floats and tuples."""
        if self.name is not None:
            check_name(self.name)
        self._check()

    def _check(self) -> None:
        """Normalise the settings of this kind of layer."""

    def _set(self, **settings: Any) -> None:
        for key, value in settings.items():
            object.__setattr__(self, key, value)

    def _label(self, setting: str) -> str:
        return f"{setting} of {type(self).__name__}"

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of one output, without the batch axis, for one input of `shape`."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """Return the number of weights, trainable or not, for one input of `shape`."""
        return 0

    def settings(self) -> dict[str, Any]:
        """Return the settings by name, without the layer's own name."""
        pairs = ((field.name, getattr(self, field.name)) for field in dataclasses.fields(self))
        return {key: value for key, value in pairs if key != "name"}


def check_weights(layer: Any) -> None:
    """Check the settings that all layers with a kernel share."""
    arguments.choice(layer.activation, layer._label("activation"), ACTIVATIONS)
    arguments.choice(layer.initializer, layer._label("initializer"), INITIALIZERS)
    layer._set(l2=arguments.number(layer.l2, layer._label("l2"), low=0))


def check_name(name: Any) -> None:
    """Refuse what Keras cannot use as a name."""
    if not isinstance(name, str):
        raise TypeError(f"name must be a string, got {arguments.shown(name)}")
    if not name.strip() or "/" in name:
        raise ValueError(f"name must not be empty and have no '/', got {arguments.shown(name)}")
