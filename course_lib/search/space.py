"""Hyperparameters: what a build function asks for, and by which names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import keras_tuner

from course_lib import arguments

__all__ = [
    "COLUMNS",
    "as_objective",
    "as_space",
    "check_names",
    "discover",
    "parameters_of",
    "settings_of",
]

COLUMNS = ("number", "score", "deviation", "epochs", "seconds", "status", "reason")


def parameters_of(config: Mapping[str, Any]) -> Any:
    """Return the hyperparameters of a configuration: their space and their values."""
    return keras_tuner.HyperParameters.from_config(config)


def settings_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return a trial's own values, without what Hyperband adds to them."""
    return {k: v for k, v in config["values"].items() if not k.startswith("tuner/")}


def check_names(hp: Any) -> None:
    """Refuse a hyperparameter that has the name of a column of the result."""
    taken = [parameter.name for parameter in hp.space if parameter.name in COLUMNS]
    if taken:
        raise ValueError(
            f"hyperparameter {taken[0]!r} has the name of a result's column: rename it"
        )


def discover(build: Callable[[Any], Any]) -> Any:
    """Return the hyperparameters that `build` asks for, as far as their defaults lead it."""
    hp = keras_tuner.HyperParameters()
    failure = ""
    try:
        build(hp)
    except Exception as error:  # the trial with these defaults will report it
        failure = f": it stopped with {type(error).__name__}: {error}"
    check_names(hp)
    if not hp.space:
        raise ValueError(
            f"build must ask for a hyperparameter, hp.Choice(...) say, but asked for none{failure}"
        )
    return hp


def as_space(value: Any) -> Any:
    """Return `value` if it is KerasTuner's hyperparameters."""
    if not isinstance(value, keras_tuner.HyperParameters):
        raise TypeError(
            f"space must be a keras_tuner.HyperParameters, got {arguments.shown(value)}"
        )
    return value


def as_objective(value: Any) -> Any:
    """Return the KerasTuner objective that `value` names; only validation metrics are allowed."""
    if isinstance(value, keras_tuner.Objective) and type(value) is keras_tuner.Objective:
        name, direction = value.name, value.direction
    else:
        name, direction = value, None
    if not isinstance(name, str):
        raise TypeError(
            "objective must be a metric's name or a keras_tuner.Objective, "
            f"got {arguments.shown(name)}"
        )
    if not name.startswith("val_"):
        raise ValueError(
            f"objective must be a validation metric, 'val_{name}' say, got {name!r}: choosing by "
            "training data rewards memory, and the test set is for one look after the choice"
        )
    if direction is None:
        try:
            direction = keras_tuner.Oracle(objective=name).objective.direction
        except Exception:  # Keras fails in many ways on a name that it does not know
            raise ValueError(
                f"objective {name!r} is unknown to Keras: say with keras_tuner.Objective({name!r}, "
                "direction='max') or 'min' which way is better"
            ) from None
    arguments.choice(direction, "objective's direction", ["min", "max"])
    return keras_tuner.Objective(name, direction)
