"""What two models must share to train alike: everything but the values of their variables."""

from __future__ import annotations

import json
from typing import Any

import keras

__all__ = ["blueprint"]

# They hold what was learned or given outside their variables and their configuration.
_UNTOLD = {
    "Discretization",
    "IntegerLookup",
    "Lambda",
    "Normalization",
    "StringLookup",
    "TFSMLayer",
    "TextVectorization",
}
_NAMED = {"input_layers", "keras_history", "name", "output_layers"}


def blueprint(model: keras.Model) -> str | None:
    """Return a text that is equal for models which differ in the values of variables alone.

    Layers with their settings, optimizer, loss, metrics and Keras' precision are in it. Names of
    layers, seeds, initializers, a constant learning rate and the rates of dropouts are not.

    Parameters
    ----------
    model : keras.Model
        Compiled and built.

    Returns
    -------
    str or None
        None where it cannot be told, as with a class or a function that is not Keras' own.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> def made(rate, units):
    ...     model = mlp(4, 3, hidden=units).build()
    ...     model.compile(keras.optimizers.Adam(rate), "mse")
    ...     return blueprint(model)
    >>> made(0.1, 8) == made(0.2, 8), made(0.1, 8) == made(0.1, 16)
    (True, False)
    """
    optimizer = model.optimizer
    if not model.built or _excludes_weights(optimizer):
        return None
    if not _of_keras(optimizer) or not all(map(_is_plain, model._flatten_layers())):
        return None
    named = enumerate([model, *model.layers])
    names = {part.name: f"part {index}" for index, part in named}
    outputs = list(model.output_names) if len(model.outputs) > 1 else []
    try:
        parts = {
            "model": [type(model).__name__, _plain(model.get_config(), names)],
            "optimizer": _optimizer(optimizer),
            "losses and metrics": _plain(_compiled(model), {}),
            "outputs": outputs,
            "trained": [variable.trainable for variable in model.variables],
            "precision": [
                keras.config.floatx(),
                keras.config.epsilon(),
                keras.config.dtype_policy().name,
            ],
        }
        return json.dumps(parts, sort_keys=True, default=str)
    except _UntoldError:
        return None


class _UntoldError(Exception):
    """A part whose behaviour its configuration does not fix."""


def _of_keras(part: Any) -> bool:
    module = getattr(part, "__module__", None) or type(part).__module__
    return str(module).split(".")[0] in ("builtins", "keras")


def _is_plain(layer: keras.Layer) -> bool:
    """Return whether a layer and the functions that it calls are Keras' own."""
    # Keras writes a function into a configuration by its name alone.
    return _of_keras(layer) and all(
        _of_keras(part) for part in vars(layer).values() if callable(part)
    )


def _excludes_weights(optimizer: Any) -> bool:
    parts = ("_exclude_from_weight_decay", "_exclude_from_weight_decay_pattern")
    return any(getattr(optimizer, part, None) for part in parts)


def _optimizer(optimizer: keras.optimizers.Optimizer) -> Any:
    config = {key: value for key, value in optimizer.get_config().items() if key != "name"}
    if isinstance(config.get("learning_rate"), float):
        del config["learning_rate"]
    return [type(optimizer).__name__, _plain(config, {})]


def _compiled(model: keras.Model) -> dict[str, Any]:
    return {key: v for key, v in model.get_compile_config().items() if key != "optimizer"}


def _plain(value: Any, names: dict[str, str]) -> Any:
    """Return a configuration without what lies in variables, layers named by their place."""
    if isinstance(value, list | tuple):
        return [_plain(part, names) for part in value]
    if not isinstance(value, dict):
        if callable(value):
            raise _UntoldError
        return value
    own = str(value.get("module") or "keras").split(".")[0] == "keras"
    if not own or value.get("class_name") in {*_UNTOLD, "function", "__lambda__"}:
        raise _UntoldError
    if value.get("class_name") == "Dropout" and 0 < value["config"]["rate"] < 1:
        value = value | {"config": value["config"] | {"rate": "of a variable"}}
    return {
        key: _renamed(part, names) if key in _NAMED else _plain(part, names)
        for key, part in value.items()
        if not _decides_variables(key)
    }


def _decides_variables(key: str) -> bool:
    """Return whether a setting shows in nothing but variables: weights, states of generators."""
    return key == "seed" or key.endswith("_initializer")


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list | tuple):
        return [_renamed(part, names) for part in value]
    return names.get(value, value) if isinstance(value, str) else value
