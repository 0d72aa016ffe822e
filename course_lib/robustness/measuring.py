"""Accuracy under noise on the weights: a tensor at a time, over factors and draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import pandas as pd

from course_lib import arguments
from course_lib.ensemble import Forward
from course_lib.noise import perturb_arrays
from course_lib.robustness.places import chosen, values_of

__all__ = ["under_noise"]


def under_noise(
    model: keras.Model,
    x: Any,
    y: Any,
    *,
    factors: Sequence[float] = (0.1, 0.2, 0.5, 1.0),
    draws: int = 10,
    where: str | Sequence[str] = "all",
    mean: float | None = 0.0,
    std: float | Sequence[float] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Score a classifier with noise on its weights, for each place, factor and draw.

    Each chosen tensor w becomes w + factor * N(mean, std), as in `noise.perturb_weights`. A draw
    is the same for all factors and places: the noise on one layer is what it gets when all layers
    do, and twice the factor is twice the noise. The model keeps its weights.

    Parameters
    ----------
    model : keras.Model
        A trained classifier with a row of probabilities a sample.
    x : array_like, shape (n, ...)
        Samples.
    y : array_like of int, shape (n,)
        Their labels from 0.
    factors : sequence of float
        What the noise is multiplied by; 0 is the network itself.
    draws : int
        Noisy versions for each factor.
    where : str or sequence of str
        What gets noise: "all", "kernels", "biases", a layer's or a tensor's name (`tensors`).
    mean : float or None
        Mean of the noise before the factor; each tensor's own when None.
    std : float, sequence of float or None
        Deviation before the factor: one for all tensors, one for each trainable tensor of the
        model in its order, or each tensor's own when None.
    seed : int
        Of the draws.

    Returns
    -------
    pandas.DataFrame
        Columns where, factor, draw, accuracy, loss (cross-entropy).

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        A number out of range, an unknown place, or deviations that are not one a tensor.

    References
    ----------
    Document S0.

    Examples
    --------
    >>> from course_lib.models import mlp
    >>> model, x = mlp(4, 3).build(seed=0), np.eye(4)
    >>> found = under_noise(model, x, [0, 1, 2, 0], factors=[0, 1], draws=3)
    >>> found.shape, found.query("factor == 0")["accuracy"].nunique()
    ((6, 5), 1)
    """
    y = arguments.labels(arguments.array(y, "y", ndim=1))
    places = [where] if isinstance(where, str) else list(where)
    scales = [
        arguments.number(factor, "factors", low=0) for factor in arguments.array(factors, "factors")
    ]
    draws = arguments.integer(draws, "draws", low=1)
    seed = arguments.integer(seed, "seed", low=0)
    values = values_of(model)
    deviations = _deviations(std, len(values))
    forward = Forward([model])
    rows = []
    for place in places:
        positions = chosen(model, place)
        for factor in scales:
            for draw in range(draws):
                noisy = list(values)
                for i in positions if factor else ():
                    (noisy[i],) = perturb_arrays(
                        [values[i]],
                        mean=mean,
                        std=deviations[i],
                        factor=factor,
                        seed=np.random.default_rng([seed, draw, i]),
                    )
                rows.append((place, factor, draw, *_scores(forward(x, [noisy])[0], y)))
    return pd.DataFrame(rows, columns=["where", "factor", "draw", "accuracy", "loss"])


def _deviations(std: Any, count: int) -> list[float | None]:
    if std is None or np.ndim(std) == 0:
        one = None if std is None else arguments.number(std, "std", low=0)
        return [one] * count
    given = [arguments.number(one, "std", low=0) for one in std]
    if len(given) != count:
        raise ValueError(
            f"std must hold one deviation for each of {count} tensors, got {len(given)}"
        )
    return list(given)


def _scores(probabilities: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    right = probabilities.argmax(axis=1) == y
    held = np.clip(probabilities[np.arange(len(y)), y].astype(np.float64), 1e-7, 1)
    return float(right.mean()), float(-np.log(held).mean())
