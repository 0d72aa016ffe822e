"""What a Keras model is, as far as findings ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["described", "optimizer_of"]

_SCALING = {"Rescaling", "Normalization", "BatchNormalization", "LayerNormalization"}
_SCALING |= {"GroupNormalization", "UnitNormalization", "Lambda", "Embedding", "TextVectorization"}
_COMPARED: tuple[str, ...] = (
    "units",
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "pool_size",
    "activation",
)
_COMPARED += ("rate", "stddev", "use_bias", "kernel_initializer", "kernel_regularizer")
_WITHOUT_WEIGHTS = ("InputLayer", "Flatten", "Reshape", "Permute", "Dropout", "ZeroPadding2D")


def described(model: Any) -> dict[str, Any]:
    """Return the settings of a compiled model.

    Parameters
    ----------
    model : keras.Model
        Compiled.

    Returns
    -------
    dict
        ``optimizer`` (name and rate), ``loss``, ``from_logits``, ``activation`` and ``units`` of
        the last layer, ``scales`` (whether it scales its input itself), ``trainable`` (how many
        parameters learn), ``layers`` (kind and options of each).
    """
    optimizer = getattr(model, "optimizer", None)
    loss, from_logits = _loss(getattr(model, "loss", None))
    layers = list(_layers(model))
    last = next((layer for layer in reversed(layers) if _activation(layer)), None)
    return {
        "optimizer": "" if optimizer is None else optimizer_of(optimizer),
        "loss": loss,
        "from_logits": from_logits,
        "activation": _activation(last) if last is not None else "",
        "units": _units(last) if last is not None else 0,
        "scales": _scales(layers),
        "layers": tuple(_options(layer) for layer in layers),
        "trainable": sum(int(np.prod(one.shape)) for one in model.trainable_variables),
    }


def optimizer_of(optimizer: Any) -> str:
    """Return the name and the rate of an optimizer, as ``"Adam 0.001"``."""
    return f"{type(optimizer).__name__} {_rate(optimizer)}"


def _layers(model: Any) -> Iterator[Any]:
    for layer in getattr(model, "layers", ()):
        if hasattr(layer, "layers"):
            yield from _layers(layer)
        else:
            yield layer


def _options(layer: Any) -> tuple[tuple[str, str], ...]:
    """Return the kind of a layer and those of its options that arms differ in."""
    try:
        config = layer.get_config()
    except Exception:  # of a notebook's own layer, which does not say what it was made with
        config = {name: value for name, value in vars(layer).items() if name in _COMPARED}
    told = [(name, _told(config[name])) for name in _COMPARED if name in config]
    return ("kind", type(layer).__name__), *told


def _told(value: Any) -> str:
    """Return an option in short: of an object its class and its numbers."""
    if isinstance(value, dict):
        config = value.get("config") or {}
        told = (one for name, one in config.items() if name != "seed")  # each run has its own
        numbers = [str(one) for one in told if isinstance(one, (int, float))]
        return " ".join([str(value.get("class_name", "")), *numbers])
    return str(value)


def _activation(layer: Any) -> str:
    """Return the activation of a layer that has one; softmax as a layer of its own counts."""
    kind = type(layer).__name__
    if kind in ("Softmax", "ReLU", "LeakyReLU"):
        return kind.lower()
    activation = getattr(layer, "activation", None)
    return str(getattr(activation, "__name__", "")) if callable(activation) else ""


def _units(layer: Any) -> int:
    """Return how many outputs a layer has, or 0 where it does not say."""
    units = getattr(layer, "units", None) or getattr(layer, "filters", None)
    return int(units or 0)


def _loss(loss: Any) -> tuple[str, bool]:
    if loss is None or isinstance(loss, (dict, list, tuple)):
        return "", False
    if isinstance(loss, str):
        return loss, False
    settings = getattr(loss, "_fn_kwargs", None) or {}
    name = getattr(loss, "name", None) or getattr(loss, "__name__", "")
    return str(name), bool(settings.get("from_logits", getattr(loss, "from_logits", False)))


def _rate(optimizer: Any) -> str:
    rate = optimizer.get_config().get("learning_rate")
    return f"{rate:g}" if isinstance(rate, (int, float)) else "schedule"


def _scales(layers: list[Any]) -> bool:
    """Whether anything before the first weights brings the input to a scale."""
    for layer in layers:
        kind = type(layer).__name__
        if kind in _SCALING:
            return True
        if layer.weights and kind not in _WITHOUT_WEIGHTS:
            return False
    return False
