"""What each part of S1's network is worth in small: one change an arm, each at its own rate.

The score is planned: the mean of the validation accuracy over the last ten epochs. Each seed draws
patches of its own, always from the same regions of the photographs. Beside S1's four variants stand
the arms that take them apart: dropout and the second dense layer in all four combinations, the
dropout of that layer alone, and the larger pools in four steps.
The first seeds try every rate; the others take the one that was best for their network on those,
which they read from the record.
"""

from __future__ import annotations

from time import process_time
from typing import Any

import keras
import numpy as np

from course_lib import datasets, models, pooling, records, training

DATA = "photos"
LOAD = {"train": 500, "validation": 1000}
SEEDS = range(12)
TUNING = (0, 1)
EPOCHS = 200
LAST = 10  # epochs whose mean is the score
RATES = (0.001, 0.003, 0.01)
BY = ("rate",)
CHEAP = {"arm": "no dropout", "seed": 0, "epochs": 1}

NETWORKS = models.trial("ablation")
ARMS = tuple(NETWORKS)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return scores, training score and curves, a row for each rate."""
    sizes = {"train": len(data.train), "validation": len(data.validation)}
    drawn = datasets.load("photos", seed=seed, **sizes)
    x, x_validation = (
        pooling.pool(split.x, 4, operation="mean") for split in (drawn.train, drawn.validation)
    )
    rows = []
    for rate in RATES if seed in TUNING else (best_rate(arm),):
        model = NETWORKS[arm].build(seed=seed)
        model.compile(
            keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        start = process_time()
        history = training.fit(
            model,
            x,
            drawn.train.y,
            validation_data=(x_validation, drawn.validation.y),
            epochs=epochs,
            batch_size=32,
            callbacks=[UntilNaN()],
            seed=seed,
            reuse=True,
        ).history
        seconds = process_time() - start
        _, train_accuracy = model.evaluate(x, drawn.train.y, batch_size=500, verbose=0)
        rows.append(
            {
                "rate": rate,
                "accuracy": float(np.mean(history["val_accuracy"][-LAST:])),
                "last_accuracy": history["val_accuracy"][-1],
                "loss": history["val_loss"][-1],
                "train_accuracy": train_accuracy,  # without dropout
                "history_accuracy": float(np.mean(history["accuracy"][-LAST:])),  # with it
                "seconds": seconds,
                "accuracy_curve": [round(value, 4) for value in history["accuracy"]],
                "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
            }
        )
    return rows


def best_rate(arm: str) -> float:
    """Return the rate of the highest mean score on the seeds of TUNING; of equals the first."""
    tried = records.load("ablation").table
    tried = tried[(tried["arm"] == arm) & tried["seed"].isin(TUNING)]
    return float(tried.groupby("rate")["accuracy"].mean().idxmax())


class UntilNaN(keras.callbacks.Callback):
    """Stop after an epoch whose loss is not a number: it never comes back."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Look at the training loss."""
        self.model.stop_training = not np.isfinite((logs or {})["loss"])
