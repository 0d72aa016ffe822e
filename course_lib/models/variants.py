"""Variants of a network: the same description with something removed, changed or added."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from course_lib import arguments
from course_lib.models.layer import Layer

__all__ = ["Variants", "Which", "as_layers"]

Which = type[Layer] | str | int


class Variants:
    """What a `Network` can be turned into; every method returns a new description."""

    if TYPE_CHECKING:
        layers: tuple[Layer, ...]

        @property
        def names(self) -> tuple[str, ...]: ...  # noqa: D102

    def without(self, *which: Which, name: str | None = None) -> Self:
        """Return the network without some layers.

        Parameters
        ----------
        *which : type, str or int
            Kinds (every layer of the kind goes), names, or positions (-1 is the last).
        name : str, optional
            Name of the variant; this network's by default.

        Returns
        -------
        Network
            The variant.

        Raises
        ------
        TypeError
            Something that is not a kind, name or position.
        ValueError
            No such layer, or what is left does not fit together.

        Examples
        --------
        >>> from course_lib.models import Dropout, named
        >>> named("s1-base").without(Dropout, "dense_2").names[-3:]
        ('flatten_1', 'dense_1', 'dense_2')
        """
        gone = {position for choice in which for position in self._positions(choice)}
        left = [layer for position, layer in enumerate(self.layers) if position not in gone]
        return self._changed(left, name)

    def replace(
        self, which: Which, new: Layer | None = None, *, name: str | None = None, **settings: Any
    ) -> Self:
        """Return the network with some layers replaced, or with some of their settings changed.

        Parameters
        ----------
        which : type, str or int
            A kind (every layer of the kind), a name, or a position (-1 is the last).
        new : Layer, optional
            What takes their place.
        name : str, optional
            Name of the variant; this network's by default.
        **settings
            New settings, when there is no `new`.

        Returns
        -------
        Network
            The variant.

        Raises
        ------
        TypeError
            Neither `new` nor settings, both, or a setting that the layer does not have.
        ValueError
            No such layer, or the result does not fit together.

        Examples
        --------
        >>> from course_lib.models import Dropout, mlp
        >>> mlp(784, 10, dropout=0.5).replace(Dropout, rate=0.2).layers[1].settings()
        {'rate': 0.2}
        """
        if (new is None) == (not settings):
            raise TypeError("replace needs either a new layer or settings to change, and not both")
        layers = list(self.layers)
        for position in self._positions(which):
            layers[position] = _reset(layers[position], settings) if new is None else new
        return self._changed(layers, name)

    def insert(
        self,
        layer: Layer,
        *,
        before: Which | None = None,
        after: Which | None = None,
        name: str | None = None,
    ) -> Self:
        """Return the network with a layer added beside others.

        Parameters
        ----------
        layer : Layer
            What is added, once for each layer that `before` or `after` chooses.
        before, after : type, str or int
            A kind, a name, or a position; exactly one of the two.
        name : str, optional
            Name of the variant; this network's by default.

        Returns
        -------
        Network
            The variant.

        Raises
        ------
        TypeError
            Not exactly one of `before` and `after`.
        ValueError
            No such layer, or the result does not fit together.

        Examples
        --------
        >>> from course_lib.models import LayerNormalization, mlp
        >>> mlp(784, 10).insert(LayerNormalization(), after="dense_1").names
        ('dense_1', 'layer_normalization_1', 'dense_2')
        """
        if (before is None) == (after is None):
            raise TypeError("insert needs exactly one of before and after")
        layers = list(self.layers)
        step = 0 if after is None else 1
        chosen: Any = before if after is None else after
        for position in reversed(self._positions(chosen)):
            layers.insert(position + step, layer)
        return self._changed(layers, name)

    def with_activation(
        self, hidden: str | None = None, *, output: str | None = None, name: str | None = None
    ) -> Self:
        """Return the network with other activations.

        Parameters
        ----------
        hidden : str, optional
            Activation of every layer that has one, but for the last of them.
        output : str, optional
            Activation of the last layer that has one.
        name : str, optional
            Name of the variant; this network's by default.

        Returns
        -------
        Network
            The variant.

        Raises
        ------
        TypeError, ValueError
            Not the name of an activation.

        Examples
        --------
        >>> from course_lib.models import named
        >>> base = named("s4-mlp")
        >>> base.differences(base.with_activation("tanh", output="sigmoid"))
        ('dense_1: activation relu → tanh', 'dense_2: activation softmax → sigmoid')
        """
        layers = list(self.layers)
        active = [position for position, layer in enumerate(layers) if hasattr(layer, "activation")]
        chosen = [(position, hidden) for position in active[:-1]]
        chosen += [(position, output) for position in active[-1:]]
        for position, activation in chosen:
            if activation is not None:
                layers[position] = _reset(layers[position], {"activation": activation})
        return self._changed(layers, name)

    def renamed(self, name: str) -> Self:
        """Return the same layers under another name.

        Parameters
        ----------
        name : str
            The new name.

        Returns
        -------
        Network
            The network.

        Raises
        ------
        TypeError, ValueError
            Not a name for a model.

        Examples
        --------
        >>> from course_lib.models import mlp
        >>> mlp(784, 10).renamed("baseline").name
        'baseline'
        """
        return self._changed(self.layers, name)

    def _changed(self, layers: Iterable[Layer], name: str | None) -> Self:
        changes: dict[str, Any] = {"layers": tuple(layers)}
        if name is not None:
            changes["name"] = name
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def _positions(self, which: Which) -> list[int]:
        """Return the positions of the chosen layers, in order."""
        if isinstance(which, type) and issubclass(which, Layer):
            found = [at for at, layer in enumerate(self.layers) if isinstance(layer, which)]
            wanted = which.__name__
        elif isinstance(which, str):
            found = [at for at, name in enumerate(self.names) if name == which]
            wanted = arguments.shown(which)
        elif isinstance(which, type | bool) or not hasattr(which, "__index__"):
            got = arguments.shown(which)
            raise TypeError(f"a layer is chosen by kind, name or position, got {got}")
        else:
            count = len(self.layers)
            at = arguments.integer(which, "a layer's position", low=-count, high=count - 1)
            found, wanted = [at % count], ""
        if not found:
            raise ValueError(f"no layer {wanted} among {', '.join(self.names)}")
        return found


def as_layers(layers: Any) -> tuple[Layer, ...]:
    """Return `layers` as a tuple, if that is what it holds."""
    if not isinstance(layers, list | tuple):
        raise TypeError(f"layers must be a sequence of layers, got {arguments.shown(layers)}")
    for layer in layers:
        if not isinstance(layer, Layer) or type(layer) is Layer:
            raise TypeError(f"layers must hold layers only, got {arguments.shown(layer)}")
    if not layers:
        raise ValueError("layers must hold at least one layer, got none")
    return tuple(layers)


def _reset(layer: Layer, settings: dict[str, Any]) -> Layer:
    known = layer.settings()
    for setting in settings:
        if setting not in known:
            has = ", ".join(known) or "no settings"
            raise TypeError(f"{type(layer).__name__} has {has}, got {setting!r}")
    return dataclasses.replace(layer, **settings)
