"""How far a perceptron gets under multiplied noise when it has all of MNIST to learn from."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import models, noise, training

DATA = "mnist"
ARMS = ("scale 0.1", "scale 4", "absolute values, scale 4")
SEEDS = range(3)
EPOCHS = 20  # as S3's perceptron
CHEAP = {"arm": "scale 4", "seed": 0, "epochs": 1, "data": "mnist-5k"}

MLP = models.mlp((28, 28, 1), 10, hidden=100)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the last epoch's scores on noisy validation images."""
    scale = 0.1 if arm == "scale 0.1" else 4.0
    x, x_validation = (
        noise.gaussian(
            split.x, mode="multiply", std=scale, seed=np.random.default_rng([seed, number])
        )
        for number, split in enumerate((data.train, data.validation))
    )
    if arm.startswith("absolute"):
        x, x_validation = np.abs(x), np.abs(x_validation)
    model = MLP.build(seed=seed)
    model.compile(
        keras.optimizers.Adam(0.001),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    history = training.fit(
        model,
        x,
        data.train.y,
        validation_data=(x_validation, data.validation.y),
        epochs=epochs,
        batch_size=128,
        seed=seed,
    ).history
    return [
        {
            "accuracy": history["val_accuracy"][-1],
            "loss": history["val_loss"][-1],
            "accuracy_curve": history["accuracy"],
            "val_accuracy_curve": history["val_accuracy"],
        }
    ]
