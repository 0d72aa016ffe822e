"""A network as plain values, and back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from course_lib import arguments
from course_lib.models import images, layers
from course_lib.models.layer import Layer

if TYPE_CHECKING:
    from course_lib.models.description import Network

__all__ = ["parsed", "settings", "to_dict"]

KINDS: dict[str, type[Layer]] = {
    name: getattr(module, name) for module in (layers, images) for name in module.__all__
}


def to_dict(network: Network) -> dict[str, Any]:
    """Return the description of `network` as plain values."""
    return {
        "name": network.name,
        "input_shape": list(network.input_shape),
        "layers": [_layer_to_dict(layer) for layer in network.layers],
    }


def settings(description: Any) -> dict[str, Any]:
    """Return what to make a network from, out of what `to_dict` gave."""
    entries = _entries(description, "description")
    _match(entries, {"name", "input_shape", "layers"}, set(), "description")
    if not isinstance(entries["layers"], list | tuple):
        raise TypeError(f"layers must be a list, got {arguments.shown(entries['layers'])}")
    found = [_layer(layer, f"layer {at}") for at, layer in enumerate(entries["layers"])]
    return {**entries, "layers": found}


def parsed(text: Any) -> Any:
    """Return what the JSON in `text` says."""
    if not isinstance(text, str):
        raise TypeError(f"text must be a string of JSON, got {arguments.shown(text)}")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"text must be JSON: {error}") from None


def _layer_to_dict(layer: Layer) -> dict[str, Any]:
    values = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in layer.settings().items()
    }
    name = {} if layer.name is None else {"name": layer.name}
    return {"kind": type(layer).__name__, **name, **values}


def _layer(description: Any, where: str) -> Layer:
    entries = _entries(description, where)
    if "kind" not in entries:
        raise ValueError(f"{where} must say its kind, got {arguments.shown(description)}")
    kind = KINDS[arguments.choice(entries.pop("kind"), f"kind of {where}", KINDS)]
    fields = dataclasses.fields(kind)
    needed = {field.name for field in fields if field.default is dataclasses.MISSING}
    _match(entries, needed, {field.name for field in fields}, where)
    return kind(**entries)


def _entries(description: Any, where: str) -> dict[str, Any]:
    if not isinstance(description, Mapping):
        raise TypeError(f"{where} must be a dictionary, got {arguments.shown(description)}")
    return dict(description)


def _match(entries: Mapping[str, Any], needed: set[str], allowed: set[str], where: str) -> None:
    missing = sorted(needed - entries.keys())
    if missing:
        raise ValueError(f"{where} lacks {missing[0]!r}")
    unknown = sorted(map(str, entries.keys() - needed - allowed))
    if unknown:
        raise ValueError(f"{where} does not know {unknown[0]!r}")
