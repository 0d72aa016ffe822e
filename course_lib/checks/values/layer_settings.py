"""Says in plain values what a layer of Keras is and what it is called on; beside the student."""

from __future__ import annotations

from typing import Any

from course_lib.checks.values.layers import ACTIVATIONS, INITIALIZERS, LAYERS, PARTS, parameters
from course_lib.checks.values.limits import NotPlain

__all__ = ["call_of", "references", "settings_of"]


def settings_of(layer: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a layer, the constructor's own, as plain values.

    Parameters
    ----------
    layer : keras.layers.Layer
        A built-in one.
    config : dict
        What Keras saves of it.

    Returns
    -------
    dict
        For `build`.

    Raises
    ------
    NotPlain
        The layer, or a part of it, cannot be checked.
    """
    kind = type(layer)
    if kind.__name__ not in LAYERS or not kind.__module__.startswith("keras."):
        raise NotPlain(f"a layer of class {kind.__name__} cannot be checked")
    known = parameters(kind)
    settings = {key: _setting(key, config[key]) for key in known if key in config}
    return {**settings, "dtype": _dtype(config.get("dtype")), "trainable": bool(layer.trainable)}


def _setting(key: str, value: Any) -> Any:
    """Return one value of a Keras configuration as a plain value."""
    if isinstance(value, dict):
        kind, inner = value.get("class_name"), value.get("config")
        if key.endswith("_initializer"):
            return kind if kind in INITIALIZERS else None
        part = PARTS.get(key.rpartition("_")[2])
        if part and kind in part[1] and isinstance(inner, dict):
            return {"class": kind, "settings": {one: _number(inner[one]) for one in inner}}
        raise NotPlain(f"a {key.rpartition('_')[2]} of one's own cannot be checked")
    if key.endswith("activation") and value is not None and value not in ACTIVATIONS:
        raise NotPlain("a layer with an activation function of one's own cannot be checked")
    return list(value) if isinstance(value, tuple) else value


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, float) or hasattr(value, "__array__") else value


def _dtype(value: Any) -> Any:
    return value["config"]["name"] if isinstance(value, dict) else value or "float32"


def references(ends: list[Any]) -> list[list[Any]]:
    """Return Keras' references to inputs or outputs as pairs of layer and call.

    Parameters
    ----------
    ends : list
        One reference, or a list of them.

    Returns
    -------
    list of [str, int]
        Name of the layer, number of its call.
    """
    if isinstance(ends, dict):
        raise NotPlain("a model with named inputs or outputs cannot be checked: give a list")
    single = len(ends) == 3 and isinstance(ends[0], str)
    return [[end[0], end[1]] for end in ([ends] if single else ends)]


def call_of(node: dict[str, Any]) -> list[Any]:
    """Return what one call of a layer was given: references, or lists of references.

    Parameters
    ----------
    node : dict
        Keras' description of the call.

    Returns
    -------
    list
        For `arguments`.

    Raises
    ------
    NotPlain
        It was given something else than tensors.
    """
    if any(value is not None and key != "training" for key, value in node["kwargs"].items()):
        raise NotPlain("a layer that is called with options cannot be checked")
    return [_reference(arg) for arg in node["args"] if arg is not None]


def _reference(arg: Any) -> Any:
    if isinstance(arg, list | tuple):
        return {"all": [_reference(one) for one in arg]}
    if isinstance(arg, dict) and arg.get("class_name") == "__keras_tensor__":
        name, call, output = arg["config"]["keras_history"]
        if output == 0:
            return [name, call]
    raise NotPlain("a layer that is called on something else than one tensor cannot be checked")
