"""Whether convolutions lead perceptrons of as many parameters, multiplications or seconds.

Seconds are those of the processor for all epochs of one run on one thread, scoring included. The
first seeds try every rate; the others take the rate that was best for their network.
"""

from __future__ import annotations

from time import process_time
from typing import Any

import keras
import numpy as np

from course_lib import experiments, models, records, training

DATA = "mnist-5k"
NETWORKS = models.trial("matched-budgets")
ARMS = tuple(NETWORKS)
SEEDS = range(12)
TUNING = (0, 1)
EPOCHS = 16
RATES = {
    "CNN": (0.001, 0.003, 0.01),
    "MLP, as many parameters": (0.003, 0.01, 0.03, 0.1),
    "MLP, as many multiplications": (0.001, 0.003, 0.01, 0.03),
    "MLP, as many seconds": (0.0003, 0.001, 0.003, 0.01),
    "MLP of S4": (0.001, 0.003, 0.01, 0.03),
    "CNN, as many parameters as S4": (0.001, 0.003, 0.01),
}
BY = ("rate",)
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "MLP, as many parameters", "seed": 0, "epochs": 1}

LAST = 4  # epochs, whose mean is a run's score


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each rate: the mean of the last epochs, the seconds, and the curves."""
    drawn = experiments.resampled(data, seed=seed)
    rows = []
    for rate in RATES[arm] if seed in TUNING else (best_rate(arm),):
        model = NETWORKS[arm].build(seed=seed)
        model.compile(
            keras.optimizers.Adam(rate),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
            jit_compile=False,
        )
        start = process_time()
        history = training.fit(
            model,
            drawn.train.x,
            drawn.train.y,
            validation_data=(drawn.validation.x, drawn.validation.y),
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
                "seconds": process_time() - start,
                "accuracy_curve": [round(value, 4) for value in history["accuracy"]],
                "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
            }
        )
    return rows


def best_rate(arm: str) -> float:
    """Return the rate that was best on the tuning seeds, which this record holds already."""
    tried = records.load("matched-budgets").where(arm=arm, seed=list(TUNING))
    return float(tried.summary()["mean"].idxmax()[1])
