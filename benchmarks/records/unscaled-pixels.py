"""What pixels from 0 to 255 cost S2's network beside pixels from 0 to 1, each at its own rate.

Each seed draws patches of its own, always from the same regions of the photographs, and tries every
rate: the first seeds choose a rate for either arm, and the others compare.
"""

from __future__ import annotations

from typing import Any

import keras

from course_lib import datasets, models, pooling, training

DATA = "photos"
LOAD = {"train": 600, "validation": 500}
SEEDS = range(12)
EPOCHS = 40
RATES = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
BY = ("rate",)
CHEAP = {"arm": "0 to 255", "seed": 0, "epochs": 1}

MAXIMUM = {"0 to 1": 1, "0 to 255": 255}
ARMS = tuple(MAXIMUM)
NETWORK = models.trial("noise-copies")["L2"]  # as in S2


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores of the last epoch and the curves, a row for each rate."""
    sizes = {"train": len(data.train), "validation": len(data.validation)}
    drawn = datasets.load("photos", seed=seed, **sizes)
    x, x_validation = (
        MAXIMUM[arm] * pooling.pool(split.x, 2, operation="mean")
        for split in (drawn.train, drawn.validation)
    )
    rows = []
    for rate in RATES:
        model = NETWORK.build(seed=seed)
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
            seed=seed,
            reuse=True,
        ).history
        rows.append(
            {
                "rate": rate,
                "accuracy": history["val_accuracy"][-1],
                "accuracy_curve": [round(value, 4) for value in history["accuracy"]],
                "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
            }
        )
    return rows
