"""What nine trials find on a grid and at random where one of two settings hardly matters.

The settings are the rate and the first biases of the hidden layer, between 0 and 0.1. Each seed
redraws the digits and lays four decades of rates, then six, so that the best rates are inside, but
not always at the same place. The best of nine trials on 100 validation images is judged on the
1,397 others.
Two more arms tell why: nine rates in even steps have no random draw, and three random rates with
three random biases each have no more rates than the grid.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import models, training

DATA = "digits"
ARMS = ("grid of 3 x 3", "random", "nine even rates", "three random rates")
SEEDS = range(40)
EPOCHS = 10
METRIC = "judged"
BY = ("decades",)
CHEAP = {"arm": "random", "seed": 5}  # its best leads by six images of 100
TOLERANCE = {"abs": 0.03}
TRAIN, CHOOSE = 300, 100
DECADES, BIAS = (4, 6), 0.1
BEST = -2  # the decade around which rates are good
CELLS = np.array([1, 3, 5]) / 6


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return how the best of nine trials does, and the trials, for each number of decades."""
    splits = (data.train, data.validation, data.test)
    x = np.concatenate([split.x for split in splits])
    y = np.concatenate([split.y for split in splits])
    order = np.random.default_rng(seed).permutation(len(x))
    parts = np.split(order, [TRAIN, TRAIN + CHOOSE])
    shift = np.random.default_rng((seed, 1)).uniform(0.25, 0.75)
    rates, biases = places(arm, np.random.default_rng((seed, 2))).T
    biases = BIAS * biases
    rows = []
    for decades in DECADES:
        laid = 10 ** (BEST + decades * (rates - shift))
        tried = [
            scores(rate, bias, seed, x, y, parts, epochs)
            for rate, bias in zip(laid, biases, strict=True)
        ]
        chosen, judged = np.transpose(tried).tolist()
        best = int(np.argmax(chosen))
        rows.append(
            {
                "decades": decades,
                "chosen_by": chosen[best],
                "judged": judged[best],
                "rate": float(laid[best]),
                "rates_curve": laid.tolist(),
                "biases_curve": biases.tolist(),
                "judged_curve": judged,
            }
        )
    return rows


def scores(
    rate: float, bias: float, seed: int, x: Any, y: Any, parts: list[np.ndarray], epochs: int
) -> tuple[float, float]:
    """Train once and return the accuracy on the images to choose by, and on those to judge by."""
    train, choose, judge = parts
    model = models.mlp(x.shape[1:], 10, hidden=32).build(seed=seed)
    weights, _, *output = model.get_weights()
    model.set_weights([weights, np.full(32, bias, "float32"), *output])
    model.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    training.fit(model, x[train], y[train], epochs=epochs, seed=seed, reuse=True)
    right = np.argmax(model(x), axis=1) == y
    return float(right[choose].mean()), round(float(right[judge].mean()), 5)


def places(arm: str, rng: np.random.Generator) -> np.ndarray:
    """Return the arm's nine places in the unit square: rate, then bias."""
    if arm == "random":
        return rng.random((9, 2))
    if arm == "nine even rates":
        return np.column_stack([(np.arange(9) + 0.5) / 9, rng.random(9)])
    rates = CELLS if arm == "grid of 3 x 3" else rng.random(3)
    biases = CELLS if arm == "grid of 3 x 3" else rng.random(3)
    return np.array([(rate, bias) for rate in rates for bias in biases])
