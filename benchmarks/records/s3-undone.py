"""Which step of S3's comparison brings its lead: convolutions, dropout, or fewer epochs.

S3's plan in small against its dense layers alone, with and without dropout, on digits under added
noise of scale 0.5. All train for 20 epochs, as S3's perceptron did, and 12, as its ConvNet did, are
read from the curves. The first seeds try every rate; the others take the best for their network.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import experiments, models, noise, records, training

DATA = "mnist-5k"
SCALE = 0.5
NETWORKS = models.trial("s3-undone")
ARMS = tuple(NETWORKS)
SEEDS = range(12)
TUNING = (0, 1)
EPOCHS = 20
RATES = (0.0003, 0.001, 0.003, 0.01, 0.03)
BY = ("rate",)
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "MLP, dropout", "seed": 0, "epochs": 1}

LAST = 3  # epochs, whose mean is a run's score


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each rate: the mean of the last epochs, and the curves."""
    drawn = experiments.resampled(data, seed=seed)
    x, x_validation = (
        noise.gaussian(split.x, std=SCALE, seed=np.random.default_rng([seed, number]))
        for number, split in enumerate((drawn.train, drawn.validation))
    )
    rows = []
    for rate in RATES if seed in TUNING else (best_rate(arm),):
        model = NETWORKS[arm].build(seed=seed)
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
    tried = records.load("s3-undone").where(arm=arm, seed=list(TUNING))
    return float(tried.summary()["mean"].idxmax()[1])
