"""A network as a frozen description, whose variants are changed descriptions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib import arguments
from course_lib.models import comparing, printing, storing
from course_lib.models.layer import Layer, check_name
from course_lib.models.shapes import Shape, as_shape
from course_lib.models.variants import Variants, as_layers

if TYPE_CHECKING:
    import keras
    import numpy as np
    import pandas as pd

__all__ = ["Network"]


@dataclass(frozen=True)
class Network(Variants):
    """A chain of layers: what a network is made of, before any weight exists.

    Shapes and parameters are computed without building, and equal descriptions are equal. A variant
    is made from another by `without`, `replace`, `insert` and `with_activation`.

    Parameters
    ----------
    input_shape : int or tuple of int
        Shape of one sample, without the batch axis.
    layers : sequence of Layer
        At least one.
    name : str
        Name of the network and of the models built from it, without slashes.

    Raises
    ------
    TypeError
        `layers` holds something that is not a `Layer`.
    ValueError
        No layer, two layers of one name, or a layer that does not fit what the one before gives;
        the message names it.

    Examples
    --------
    >>> from course_lib.models import Dense, Dropout, Network
    >>> base = Network(784, [Dense(100), Dropout(0.5), Dense(10, activation="softmax")], name="mlp")
    >>> base.parameters
    79510
    >>> base.without(Dropout).differences(base)
    ('dropout_1: added, rate 0.5',)
    >>> print(base.without(Dropout))
    mlp: 79,510 parameters
    layer    kind   output  parameters  settings
    input           784              0
    dense_1  Dense  100         78,500  relu
    dense_2  Dense  10           1,010  softmax
    """

    input_shape: Shape
    layers: tuple[Layer, ...]
    name: str = "network"

    def __post_init__(self) -> None:
        """Check that each layer fits what the one before gives."""
        object.__setattr__(self, "input_shape", as_shape(self.input_shape, "input_shape"))
        object.__setattr__(self, "layers", as_layers(self.layers))
        check_name(self.name)
        twice = [name for name, count in Counter(self.names).items() if count > 1]
        if twice:
            raise ValueError(f"layers must have different names, got {twice[0]!r} twice")
        printing.shapes(self)

    @property
    def names(self) -> tuple[str, ...]:
        """The layers' names: their own, or the kind and a count such as ``dense_1``."""
        counts: Counter[str] = Counter()
        names = []
        for layer in self.layers:
            counts[layer.stem] += 1
            names.append(layer.name or f"{layer.stem}_{counts[layer.stem]}")
        return tuple(names)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The output shape of each layer, without the batch axis."""
        return printing.shapes(self)

    @property
    def output_shape(self) -> Shape:
        """The shape of one output, without the batch axis."""
        return self.shapes[-1]

    @property
    def parameters(self) -> int:
        """The number of weights, trainable or not."""
        inputs = (self.input_shape, *self.shapes[:-1])
        return sum(
            layer.parameters(shape) for layer, shape in zip(self.layers, inputs, strict=True)
        )

    def __str__(self) -> str:
        return printing.text(self)

    def table(self) -> pd.DataFrame:
        """Return one row a layer: layer, kind, output, parameters, settings.

        Returns
        -------
        pandas.DataFrame
            Text columns, but for the whole numbers in ``parameters``.

        Examples
        --------
        >>> from course_lib.models import named
        >>> int(named("s4-mlp").table()["parameters"].sum())
        79510
        """
        import pandas as pd

        return pd.DataFrame(printing.rows(self), columns=list(printing.COLUMNS))

    def differences(self, other: Network) -> tuple[str, ...]:
        """Return in words what changes from this network to `other`, but for the name.

        Parameters
        ----------
        other : Network
            The variant.

        Returns
        -------
        tuple of str
            One entry a change, in the order of the layers; empty when nothing differs.

        Raises
        ------
        TypeError
            `other` is not a `Network`.

        Examples
        --------
        >>> from course_lib.models import mlp
        >>> mlp(784, 10).differences(mlp(784, 10, hidden=200))
        ('dense_1: units 100 → 200',)
        """
        if not isinstance(other, Network):
            raise TypeError(f"other must be a Network, got {arguments.shown(other)}")
        return comparing.differences(self, other)

    def to_dict(self) -> dict[str, Any]:
        """Return the description as plain dictionaries, lists, strings and numbers.

        Returns
        -------
        dict
            With ``name``, ``input_shape`` and ``layers``; what `from_dict` reads.

        Examples
        --------
        >>> from course_lib.models import Dense, Network
        >>> Network(4, [Dense(3)]).to_dict()["layers"][0]["units"]
        3
        """
        return storing.to_dict(self)

    @classmethod
    def from_dict(cls, description: Mapping[str, Any]) -> Network:
        """Return the network that `to_dict` described.

        Parameters
        ----------
        description : dict
            With ``name``, ``input_shape`` and ``layers``.

        Returns
        -------
        Network
            Equal to the one that was described.

        Raises
        ------
        TypeError
            No dictionary, or an entry of the wrong kind.
        ValueError
            An entry is missing or unknown, or the layers do not fit together.

        Examples
        --------
        >>> from course_lib.models import named
        >>> Network.from_dict(named("s3-cnn").to_dict()) == named("s3-cnn")
        True
        """
        return cls(**storing.settings(description))

    def to_json(self) -> str:
        """Return the description as JSON, with two spaces of indentation.

        Returns
        -------
        str
            What `from_json` reads.

        Examples
        --------
        >>> from course_lib.models import mlp
        >>> Network.from_json(mlp(4, 3).to_json()) == mlp(4, 3)
        True
        """
        return json.dumps(self.to_dict(), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Network:
        """Return the network that `to_json` described.

        Parameters
        ----------
        text : str
            The description as JSON.

        Returns
        -------
        Network
            Equal to the one that was described.

        Raises
        ------
        TypeError
            `text` is not a string, or an entry is of the wrong kind.
        ValueError
            No JSON, an entry is missing or unknown, or the layers do not fit together.

        Examples
        --------
        >>> Network.from_json("?")
        Traceback (most recent call last):
        ...
        ValueError: text must be JSON: Expecting value: line 1 column 1 (char 0)
        """
        return cls.from_dict(storing.parsed(text))

    def build(self, *, seed: int | np.random.Generator | None = 0) -> keras.Model:
        """Return a Keras model with fresh weights that depend on nothing but `seed`.

        Parameters
        ----------
        seed : int, numpy.random.Generator or None
            See `course_lib.models.build_network`.

        Returns
        -------
        keras.Model
            Not compiled.

        Raises
        ------
        TypeError, ValueError
            `seed` is not a seed.

        Examples
        --------
        >>> from course_lib.models import mlp
        >>> mlp(4, 3).build(seed=0).output_shape
        (None, 3)
        """
        from course_lib.models.build import build_network

        return build_network(self, seed=seed)
