"""How far convolutions lead a perceptron that learns from 25 to 4,000 images.

Each seed draws 4,000 images to train and 500 to be scored on; the sizes take the first of each
class, so a larger set holds the smaller ones. All sizes train for as many steps: the images are
repeated until they are 4,000, which makes an epoch. The first seeds try every rate; the others take
the rate that was best for their network and size.

The share that widens the intervals is that of 4,000 images for all sizes. Two seeds' runs are
alike because their scored images overlap, as much for every size, and because their training
images do, less for a smaller size: so the share is too large for the small sizes, if anything.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import experiments, models, records, training

DATA = "mnist-5k"
SIZES = (25, 50, 100, 250, 1000, 4000)
NETWORKS = models.trial("training-sizes")
ARMS = tuple(NETWORKS)
SEEDS = range(12)
TUNING = (0, 1)
EPOCHS = 16  # 63 steps each, 1,008 in all
RATES = {
    "MLP": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
    "CNN": (0.0003, 0.001, 0.003, 0.01, 0.03),
}
BY = ("size", "rate")
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "MLP", "seed": 0, "epochs": 1}

LAST = 4  # epochs, whose mean is a run's score


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each size and rate: the mean of the last epochs, and the curves."""
    drawn = experiments.resampled(data, seed=seed)
    ranks = ranked(drawn.train.y)
    rows = []
    for size in SIZES:
        chosen = np.resize(ranks[:size], len(ranks))
        for rate in RATES[arm] if seed in TUNING else (best_rate(arm, size),):
            model = NETWORKS[arm].build(seed=seed)
            model.compile(
                keras.optimizers.Adam(rate),
                "sparse_categorical_crossentropy",
                metrics=["accuracy"],
                jit_compile=False,
            )
            history = training.fit(
                model,
                drawn.train.x[chosen],
                drawn.train.y[chosen],
                validation_data=(drawn.validation.x, drawn.validation.y),
                epochs=epochs,
                batch_size=64,
                reuse=True,
                keep=False,
                seed=seed,
            ).history
            rows.append(
                {
                    "size": size,
                    "rate": rate,
                    "accuracy": float(np.mean(history["val_accuracy"][-LAST:])),
                    "accuracy_curve": [round(value, 4) for value in history["accuracy"]],
                    "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
                }
            )
    return rows


def best_rate(arm: str, size: int) -> float:
    """Return the rate that was best on the tuning seeds, which this record holds already."""
    tried = records.load("training-sizes").where(arm=arm, size=size, seed=list(TUNING))
    return float(tried.summary()["mean"].idxmax()[-1])


def ranked(y: np.ndarray) -> np.ndarray:
    """Return the rows in an order whose beginnings hold the classes as evenly as they can."""
    place = np.empty(len(y), int)
    for label in np.unique(y):
        own = np.flatnonzero(y == label)
        place[own] = np.arange(len(own))
    return np.argsort(place, kind="stable")
