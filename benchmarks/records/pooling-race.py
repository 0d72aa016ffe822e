"""Whether a maximum, a mean, a stride or a further layer with a stride shrinks the maps best.

A further layer before a maximum is the control of the last. Each seed draws patches of its own,
independent of the others', always from the same regions of the photographs. The first seeds try
every rate; the others take the rate that was best for their network.
"""

from __future__ import annotations

from typing import Any

import keras

from course_lib import datasets, models, pooling, training

DATA = "photos"
LOAD = {"train": 1000}
SEEDS = range(13)
TUNING = (0, 1)
EPOCHS = 60
RATES = (0.0003, 0.001, 0.003, 0.01)
BY = ("rate",)
CHEAP = {"arm": "stride", "seed": 3, "epochs": 1}

NETWORKS = models.trial("pooling-race")
BEST = {  # the rate that was best on the seeds of TUNING
    "maximum": 0.003,
    "mean": 0.001,
    "stride": 0.003,
    "layer with a stride": 0.003,
    "layer, then maximum": 0.003,
}
ARMS = tuple(NETWORKS)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores of the last epoch and the curves, a row for each rate."""
    sizes = {"train": len(data.train), "validation": len(data.validation)}
    drawn = datasets.load("photos", seed=seed, **sizes)
    x, x_validation = (
        pooling.pool(split.x, 2, operation="mean") for split in (drawn.train, drawn.validation)
    )
    rows = []
    for rate in RATES if seed in TUNING else (BEST[arm],):
        model = NETWORKS[arm].build(seed=seed)
        model.compile(
            keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        history = training.fit(
            model,
            x,
            drawn.train.y,
            validation_data=(x_validation, drawn.validation.y),
            epochs=epochs,
            batch_size=32,
            seed=seed,
            reuse=True,
        ).history
        rows.append(
            {
                "rate": rate,
                "accuracy": history["val_accuracy"][-1],
                "loss": history["val_loss"][-1],
                "accuracy_curve": [round(value, 4) for value in history["accuracy"]],
                "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
            }
        )
    return rows
