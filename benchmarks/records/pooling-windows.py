"""What larger pooling windows cost in small, and what the three changes beside them in S1 do.

Four networks, each one change away from the one before, trained to a plateau. The first seeds try
every rate; the others take the rate that was best for their network.
"""

from __future__ import annotations

from typing import Any

import keras

from course_lib import experiments, models, training

DATA = "digits"
SEEDS = range(14)
TUNING = (0, 1)
EPOCHS = 60
RATES = (0.001, 0.003, 0.01)
BY = ("rate",)
TEST_SHARE = 359 / 1079  # each seed draws the split anew
CHEAP = {"arm": "as in S1", "seed": 2, "epochs": 1}

NETWORKS = models.trial("pooling-windows")
BEST = {  # the rate that was best on the seeds of TUNING
    "three blocks": 0.003,
    "two blocks": 0.003,
    "two blocks, 4 x 4": 0.003,
    "as in S1": 0.003,
}
ARMS = tuple(NETWORKS)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores of the last epoch and the curves, a row for each rate."""
    drawn = experiments.resampled(data, seed=seed)
    rows = []
    for rate in RATES if seed in TUNING else (BEST[arm],):
        model = NETWORKS[arm].build(seed=seed)
        model.compile(
            keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        history = training.fit(
            model,
            *drawn.train,
            validation_data=tuple(drawn.validation),
            epochs=epochs,
            batch_size=64,
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
