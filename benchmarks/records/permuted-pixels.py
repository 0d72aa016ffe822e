"""Whether a perceptron and a convolutional network notice that pixels have changed places.

One permutation for all images, drawn anew for each seed: within blocks of 2 to 28 pixels a side,
each block its own, so that the picture stays where it is and its detail is lost; and of whole
blocks of 7, so that the detail stays and the picture is lost. The first seeds try every rate; the
others take the rate that was best for their arm.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import experiments, models, records, training

DATA = "mnist-5k"
BLOCKS = (2, 4, 7, 14, 28)
ORDERS = ("as they are", *(f"within {block}" for block in BLOCKS), "blocks of 7 moved")
NETWORKS = models.trial("permuted-pixels")
ARMS = tuple(f"{network}, {order}" for order in ORDERS for network in NETWORKS)
SEEDS = range(12)
TUNING = (0, 1)
EPOCHS = 16
RATES = {"MLP": (0.001, 0.003, 0.01, 0.03), "CNN": (0.001, 0.003, 0.01, 0.03)}
BY = ("rate",)
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "MLP, within 4", "seed": 0, "epochs": 1}

LAST = 4  # epochs, whose mean is a run's score
SIDE = 28


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each rate: the mean of the last epochs, and the curves."""
    name, _, order = arm.partition(", ")
    drawn = experiments.resampled(data, seed=seed)
    places = permutation(order, np.random.default_rng([seed, 28]))
    x, x_validation = (
        split.x.reshape(-1, SIDE * SIDE)[:, places].reshape(split.x.shape)
        for split in (drawn.train, drawn.validation)
    )
    rows = []
    for rate in RATES[name] if seed in TUNING else (best_rate(arm),):
        model = NETWORKS[name].build(seed=seed)
        model.compile(
            keras.optimizers.Adam(rate),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
            jit_compile=False,
        )
        history = training.fit(
            model,
            x,
            drawn.train.y,
            validation_data=(x_validation, drawn.validation.y),
            epochs=epochs,
            batch_size=64,
            reuse=True,
            keep=False,
            seed=seed,
        ).history
        rows.append(
            {
                "rate": rate,
                "accuracy": float(np.mean(history["val_accuracy"][-LAST:])),
                "accuracy_curve": [round(value, 4) for value in history["accuracy"]],
                "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
            }
        )
    return rows


def best_rate(arm: str) -> float:
    """Return the rate that was best on the tuning seeds, which this record holds already."""
    tried = records.load("permuted-pixels").where(arm=arm, seed=list(TUNING))
    return float(tried.summary()["mean"].idxmax()[1])


def permutation(order: str, rng: np.random.Generator) -> np.ndarray:
    """Return for each pixel the place that it comes from."""
    places = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    if order == "as they are":
        return places.ravel()
    block = 7 if order == "blocks of 7 moved" else int(order.split()[1])
    count = SIDE // block
    tiles = places.reshape(count, block, count, block).swapaxes(1, 2).reshape(-1, block * block)
    whole = order == "blocks of 7 moved"
    tiles = rng.permutation(tiles) if whole else rng.permuted(tiles, axis=1)
    return tiles.reshape(count, count, block, block).swapaxes(1, 2).ravel()
