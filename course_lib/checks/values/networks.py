"""Keras models on the way: built-in layers by name, their settings, how they are joined, arrays.

Keras' own deserialisation follows names of modules and classes in the document. This one does not
use it: each layer is looked up in a list, its settings are checked, and no weight is allocated that
did not come along.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.checks.values import layer_settings, layers
from course_lib.checks.values.limits import NotPlain

__all__ = ["from_document", "to_document"]

_LAYERS = 300
_CALLS = 600
_ELEMENTS = 20_000_000
_AXIS = 1_000_000
_NAME = re.compile(r"[\w .:-]{1,100}")


def to_document(model: Any, encode: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Return a model as a document.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional, built, of built-in layers.
    encode : callable
        Encodes a part.

    Returns
    -------
    dict
        For `from_document`.

    Raises
    ------
    NotPlain
        A model of another kind.
    """
    return {"kind": "model", "graph": encode(_graph(model))}


def from_document(document: dict[str, Any], decode: Callable[[Any], Any]) -> Any:
    """Return a model rebuilt from a document, with its weights and without its compilation.

    Parameters
    ----------
    document : dict
        Of unknown origin.
    decode : callable
        Decodes a part.

    Returns
    -------
    keras.Model
        A new one.

    Raises
    ------
    NotPlain
        A layer that is not known, settings that it does not have, arrays that do not fit, too many
        layers or too large ones.
    """
    match document:
        case {"kind": "model", "graph": graph, **rest} if not rest:
            graph = decode(graph)
            if _count(graph) > _LAYERS:
                raise NotPlain("a model with too many layers")
            return _model(graph)
    raise NotPlain("not a valid model")


def _graph(model: Any) -> dict[str, Any]:
    import keras

    if type(model) is not keras.Sequential and type(model).__name__ != "Functional":
        raise NotPlain("only Sequential and functional models can be checked")
    if not model.built:
        raise NotPlain("the model is not built yet: begin it with keras.Input(shape)")
    sequential = type(model) is keras.Sequential
    functional = model._functional if sequential else model
    if functional is None:
        raise NotPlain("the model has no input shape: begin it with keras.Input(shape)")
    config = functional.get_config()
    instances = {layer.name: layer for layer in functional.layers}
    return {
        "name": model.name,
        "sequential": sequential,
        "layers": [_layer(instances[entry["name"]], entry) for entry in config["layers"]],
        "inputs": layer_settings.references(config["input_layers"]),
        "outputs": layer_settings.references(config["output_layers"]),
    }


def _layer(layer: Any, entry: dict[str, Any]) -> dict[str, Any]:
    import keras

    described: dict[str, Any]
    if isinstance(layer, keras.Model):
        described = {"class": "Model", "settings": {}, "graph": _graph(layer)}
    else:
        described = {
            "class": type(layer).__name__,
            "settings": layer_settings.settings_of(layer, entry["config"]),
            "weights": layer.get_weights() if layer.weights else [],
        }
    calls = [layer_settings.call_of(node) for node in entry["inbound_nodes"]]
    return {**described, "name": layer.name, "calls": calls}


def _model(graph: Any) -> Any:
    import keras

    match graph:
        case {
            "name": str(name),
            "sequential": bool(sequential),
            "layers": list(entries),
            "inputs": list(inputs),
            "outputs": list(outputs),
            **rest,
        } if not rest and _NAME.fullmatch(name) and entries:
            pass
        case _:
            raise NotPlain("not a valid model")
    made: dict[str, Any] = {}
    tensors: dict[tuple[str, int], Any] = {}
    waiting: list[tuple[str, int, Any]] = []
    for entry in entries:
        key, instance, calls = _instance(entry, made)
        made[key] = instance
        if hasattr(instance, "_input_tensor"):  # an input
            tensors[key, 0] = instance.output
        waiting += [(key, at, call) for at, call in enumerate(calls)]
    if len(waiting) > _CALLS:
        raise NotPlain("a model with too many layers")
    _join(waiting, made, tensors)
    for entry in entries:
        if "weights" in entry:
            _fill(made[entry["name"]], entry["weights"])
    if sequential:
        _check_chain(entries, inputs, outputs)
        chain = [made[entry["name"]] for entry in entries]
        return keras.Sequential(chain, name=name)
    ends = [[tensors[_reference(end)] for end in side] for side in (inputs, outputs)]
    one = [side[0] if len(side) == 1 else side for side in ends]
    return keras.Model(*one, name=name)


def _count(graph: Any) -> int:
    entries = graph.get("layers") if type(graph) is dict else None
    if type(entries) is not list:
        raise NotPlain("not a valid model")
    nested = (entry["graph"] for entry in entries if type(entry) is dict and "graph" in entry)
    return len(entries) + sum(map(_count, nested))


def _instance(entry: Any, made: dict[str, Any]) -> tuple[str, Any, list[Any]]:
    match entry:
        case {"class": "Model", "settings": {}, "graph": graph, "name": str(name), **rest} if (
            rest.keys() == {"calls"}
        ):
            instance = _model(graph)
        case {
            "class": str(kind),
            "settings": dict(settings),
            "weights": list(weights),
            "name": str(name),
            **rest,
        } if rest.keys() == {"calls"} and all(isinstance(one, np.ndarray) for one in weights):
            room = sum(one.size for one in weights)
            instance = layers.build(kind, name, settings, room)
        case _:
            raise NotPlain("not a valid layer")
    if not _NAME.fullmatch(name) or name in made or type(rest["calls"]) is not list:
        raise NotPlain("not a valid layer")
    return name, instance, rest["calls"]


def _join(
    waiting: list[tuple[str, int, Any]], made: dict[str, Any], tensors: dict[tuple[str, int], Any]
) -> None:
    """Call each layer when what it is called on is there."""
    while waiting:
        later = []
        for key, at, call in waiting:
            try:
                args = layers.arguments(call, lambda end: tensors[_reference(end)])
            except KeyError:
                later.append((key, at, call))
                continue
            result = made[key](*args)
            if isinstance(result, list | tuple | dict):
                raise NotPlain("a layer with several outputs cannot be checked")
            sizes = [size or 1 for size in result.shape]
            if np.prod(sizes, dtype=float) > _ELEMENTS or max(sizes, default=1) > _AXIS:
                raise NotPlain("a model with a layer that is too large")
            tensors[key, at] = result
        if len(later) == len(waiting):
            raise NotPlain("a model whose layers are not joined")
        waiting = later


def _check_chain(entries: list[Any], inputs: Any, outputs: Any) -> None:
    """Look whether each layer is called on the one before: so were the sizes looked at."""
    ends = [[entry["name"], 0] for entry in entries]
    calls = [entry["calls"] for entry in entries]
    joined = [[], *([[end]] for end in ends[:-1])]
    if calls != joined or inputs != ends[:1] or outputs != ends[-1:]:
        raise NotPlain("a sequential model whose layers are not one after the other")


def _reference(end: Any) -> tuple[str, int]:
    if type(end) is not list or len(end) != 2 or type(end[0]) is not str or type(end[1]) is not int:
        raise NotPlain("a model whose layers are not joined")
    return end[0], end[1]


def _fill(layer: Any, weights: list[np.ndarray]) -> None:
    wanted = [tuple(weight.shape) for weight in layer.weights]
    if wanted != [weight.shape for weight in weights]:
        raise NotPlain(f"the weights of layer {layer.name} have other shapes than it needs")
    if any(weight.dtype.kind not in "fiu" for weight in weights):
        raise NotPlain(f"the weights of layer {layer.name} are not numbers")
    layer.set_weights(weights)
