"""The weight tensors of a model: their names, kinds and deviations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import pandas as pd

from course_lib import arguments

__all__ = ["chosen", "tensors", "values_of"]


def tensors(model: keras.Model) -> pd.DataFrame:
    """Return a row for each trainable tensor of a model, in the model's order.

    Parameters
    ----------
    model : keras.Model
        Built.

    Returns
    -------
    pandas.DataFrame
        Index tensor, as ``dense_1/kernel``; columns layer, kind (``kernel``, ``bias``), size, mean
        and deviation of its values.

    Raises
    ------
    TypeError, ValueError
        Not a Keras model, or one that is not built.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> tensors(mlp(4, 3, hidden=8).build(seed=0))[["kind", "size"]].to_dict("split")["data"]
    [['kernel', 32], ['bias', 8], ['kernel', 24], ['bias', 3]]
    """
    rows = {}
    for (layer, kind), value in zip(_named(model), values_of(model), strict=True):
        rows[f"{layer}/{kind}"] = {
            "layer": layer,
            "kind": kind,
            "size": value.size,
            "mean": float(value.mean(dtype=np.float64)),
            "deviation": float(value.std(dtype=np.float64)),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("tensor")


def chosen(model: keras.Model, where: str) -> list[int]:
    """Return the positions of the trainable tensors that a word stands for.

    Parameters
    ----------
    model : keras.Model
        Built.
    where : str
        "all", "kernels", "biases", the name of a layer, or that of a tensor.

    Returns
    -------
    list of int
        In the model's order.

    Raises
    ------
    ValueError
        No such layer or tensor, or no tensor of the kind.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> chosen(mlp(4, 3).build(seed=0), "biases")
    [1, 3]
    """
    names = _named(model)
    words = dict.fromkeys(["all", "kernels", "biases"])
    words |= dict.fromkeys(layer for layer, _ in names)
    words |= dict.fromkeys(f"{layer}/{kind}" for layer, kind in names)
    arguments.choice(where, "where", words)
    kinds = {"kernels": "kernel", "biases": "bias"}
    found = [
        i
        for i, (layer, kind) in enumerate(names)
        if where in ("all", layer, f"{layer}/{kind}") or kinds.get(where) == kind
    ]
    if not found:
        raise ValueError(f"where must name weights that the model has, got {where!r}")
    return found


def values_of(model: keras.Model) -> list[np.ndarray]:
    """Return the values of a model's trainable tensors, in its order."""
    return [keras.ops.convert_to_numpy(variable) for variable in model.trainable_variables]


def _named(model: Any) -> Sequence[tuple[str, str]]:
    """Return layer and kind of each trainable tensor."""
    if not isinstance(model, keras.Model):
        raise TypeError(f"model must be a Keras model, got {arguments.shown(model)}")
    if not model.built or not model.trainable_variables:
        raise ValueError(f"model {model.name!r} has no trainable weights")
    owners = {
        id(variable): (layer.name, variable.name)
        for layer in model._flatten_layers(include_self=False)
        for variable in layer._trainable_variables
    }
    return [owners[id(variable)] for variable in model.trainable_variables]
