"""Noise in a model's weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import keras
import numpy as np

from course_lib import arguments
from course_lib.noise.perturbation import perturb_arrays

__all__ = ["perturb_weights"]


def perturb_weights(
    model: keras.Model,
    *,
    mean: float | None = 0.0,
    std: float | None = None,
    factor: float = 0.1,
    layers: Iterable[str] | None = None,
    non_trainable: bool = False,
    seed: int | np.random.Generator | None = 0,
) -> keras.Model:
    """Return a copy of a model with Gaussian noise in its weights.

    Each weight tensor w becomes w + factor * N(mean, std), with mean and std taken from this w
    alone where they are None. The given model keeps its weights. The copy is not compiled.

    Parameters
    ----------
    model : keras.Model
        A built model; Sequential, functional, or one that `keras.models.clone_model` can copy.
    mean : float, optional
        Mean of the noise; the tensor's own when None.
    std : float, optional
        Standard deviation of the noise; the tensor's own when None.
    factor : float
        What the noise is multiplied by.
    layers : iterable of str, optional
        Names of the layers to perturb, those inside nested models too; all when None.
    non_trainable : bool
        Whether weights that are not trained get noise too: the statistics of batch
        normalisation (a variance may then fall below 0) and the weights of frozen layers.
    seed : int, numpy.random.Generator or None
        Source of the noise.

    Returns
    -------
    keras.Model
        The noisy copy.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        An argument out of range, a model that is not built, an unknown layer, or nothing to
        perturb.

    References
    ----------
    Document S0.

    Examples
    --------
    >>> import keras
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="out")])
    >>> noisy = perturb_weights(model, layers=["out"], seed=0)
    >>> bool((noisy.get_weights()[0] != model.get_weights()[0]).all())
    True
    """
    if not isinstance(model, keras.Model):
        raise TypeError(f"model must be a keras.Model, got {arguments.shown(model)}")
    if not model.built:
        raise ValueError(f"model must be built, got {model.name!r} without weights")
    arguments.boolean(non_trainable, "non_trainable")
    chosen = _chosen(model, layers, non_trainable)
    values = model.get_weights()
    noisy = perturb_arrays(
        [values[i] for i in chosen], mean=mean, std=std, factor=factor, seed=seed
    )
    for i, value in zip(chosen, noisy, strict=True):
        values[i] = value
    copy = _clone(model)
    copy.set_weights(values)
    return copy


def _clone(model: keras.Model) -> keras.Model:
    try:
        return keras.models.clone_model(model)
    except Exception as reason:  # a model of the caller's own class may fail in any way
        raise ValueError(
            "model must be one that keras.models.clone_model can copy, "
            f"got {model.name!r}: {reason}"
        ) from reason


def _chosen(model: keras.Model, layers: Iterable[str] | None, non_trainable: bool) -> list[int]:
    """Return the positions in `model.weights` of those to perturb."""
    reached = model.weights if layers is None else _weights_of(model, layers)
    ids = {id(w) for w in reached if w.trainable or non_trainable}
    chosen = [
        i
        for i, w in enumerate(model.weights)
        if id(w) in ids and keras.backend.is_float_dtype(w.dtype)
    ]
    if not chosen:
        raise ValueError(
            f"model must have weights to perturb, got {len(reached)} in the chosen layers, "
            "none of them trainable floats; frozen ones need non_trainable=True"
        )
    return chosen


def _weights_of(model: keras.Model, layers: Iterable[str]) -> list[Any]:
    if isinstance(layers, str | bytes) or not isinstance(layers, Iterable):
        raise TypeError(f"layers must be a list of layer names, got {arguments.shown(layers)}")
    by_name = {layer.name: layer for layer in _walk(model)}
    return [
        weight
        for name in layers
        for weight in by_name[arguments.choice(name, "layers", by_name)].weights
    ]


def _walk(model: Any) -> Iterator[Any]:
    for layer in model.layers:
        yield layer
        if hasattr(layer, "layers"):
            yield from _walk(layer)
