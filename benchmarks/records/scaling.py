"""What scaling and centring the input buy, each alone and both, at a rate of their own.

Every arm is trained at every rate; the curves go on to a plateau. A rate is chosen by the first
seeds and compared on the others.
"""

from __future__ import annotations

from typing import Any

import keras

from course_lib import experiments, models, training

DATA = "mnist-5k"
INPUTS = {  # x comes as 0 to 1: the document's division by 255, min-max with a camera's constants
    "as loaded": lambda x, mean, deviation: 255 * x,
    "min-max": lambda x, mean, deviation: x,
    "centred": lambda x, mean, deviation: 255 * (x - mean),
    "scaled": lambda x, mean, deviation: x / deviation,
    "centred and scaled": lambda x, mean, deviation: (x - mean) / deviation,
}
RATES = {
    "SGD": (1e-5, 1e-4, 1e-3, 0.003, 0.01, 0.03, 0.1, 0.3),
    "Adam": (1e-5, 1e-4, 3e-4, 1e-3, 0.003, 0.01, 0.03),
}
ARMS = tuple(f"{optimizer}, {name}" for optimizer in RATES for name in INPUTS)
SEEDS = range(15)
EPOCHS = 40
BY = ("rate",)
TEST_SHARE = 500 / 4000
CHEAP = {"arm": "SGD, centred", "seed": 0, "epochs": 1}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores of the last epoch and the curves, a row for each rate."""
    drawn = experiments.resampled(data, seed=seed)
    optimizer, _, name = arm.partition(", ")
    mean, deviation = drawn.train.x.mean(), drawn.train.x.std()
    x, x_validation = (
        INPUTS[name](part.x, mean, deviation) for part in (drawn.train, drawn.validation)
    )
    rows = []
    for rate in RATES[optimizer]:
        model = models.named("s4-mlp").build(seed=seed)
        model.compile(
            getattr(keras.optimizers, optimizer)(rate),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        history = training.fit(
            model,
            x,
            drawn.train.y,
            validation_data=(x_validation, drawn.validation.y),
            epochs=epochs,
            batch_size=128,
            seed=seed,
            reuse=True,
        ).history
        rows.append(
            {
                "rate": rate,
                "accuracy": history["val_accuracy"][-1],
                "loss": history["val_loss"][-1],
                "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
                "loss_curve": [round(value, 4) for value in history["loss"]],
            }
        )
    return rows
