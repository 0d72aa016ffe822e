"""Why fresh weights do better at scale 4 than at 0.1: the size of the inputs, weights or steps.

Multiplied noise of any scale is the same problem in other units. One control divides the noisy
images by the scale, with draws of their own; one divides the first layer's initial weights instead,
so that only Adam's steps are left to differ; one gives each scale a learning rate of its own.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import experiments, noise, training
from course_lib.models import Conv, Dense, Flatten, Network

DATA = "mnist-5k"
ARMS = ("as it is", "images divided", "weights divided", "rate tuned")
SEEDS = range(10)
EPOCHS = 12
BY = ("scale",)
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "weights divided", "seed": 0, "epochs": 1}

RATE = 0.003
TUNED = {0.1: 0.01, 4.0: 0.01}  # the best of each row of the record noise-rates
CNN = Network(
    (28, 28, 1), (Conv(8, 3, stride=2), Flatten(), Dense(64), Dense(10, "softmax")), "cnn"
)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the last epoch's scores for the smallest and the largest scale."""
    drawn = experiments.resampled(data, seed=seed)
    rows = []
    for scale, tuned in TUNED.items():
        x, x_validation = (
            _noisy(split.x, scale, [seed, number])
            for number, split in enumerate((drawn.train, drawn.validation))
        )
        model = CNN.build(seed=seed)
        if arm == "images divided":
            x, x_validation = x / scale, x_validation / scale
        if arm == "weights divided":
            kernel, *others = model.get_weights()
            model.set_weights([kernel / scale, *others])
        model.compile(
            keras.optimizers.Adam(tuned if arm == "rate tuned" else RATE),
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
            seed=seed,
        ).history
        rows.append(
            {
                "scale": scale,
                "accuracy": history["val_accuracy"][-1],
                "loss": history["val_loss"][-1],
                "accuracy_curve": history["accuracy"],
                "val_accuracy_curve": history["val_accuracy"],
            }
        )
    return rows


def _noisy(x: np.ndarray, scale: float, seed: list[int]) -> np.ndarray:
    """Return noise of its own for each scale, seed and split."""
    rng = np.random.default_rng([round(10 * scale), *seed])
    return noise.gaussian(x, std=scale, mode="multiply", seed=rng)
