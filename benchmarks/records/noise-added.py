"""Whether a small convolutional network bears added noise better than a perceptron, rates tuned."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import experiments, models, noise, training
from course_lib.models import Conv, Dense, Flatten, Network

DATA = "mnist-5k"
ARMS = ("MLP", "CNN")
SEEDS = range(10)
EPOCHS = 12
BY = ("scale",)
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "MLP", "seed": 0, "epochs": 1}

SHAPE = (28, 28, 1)
NETWORKS = {
    "CNN": Network(SHAPE, (Conv(8, 3, stride=2), Flatten(), Dense(64), Dense(10, "softmax"))),
    "MLP": models.mlp(SHAPE, 10, hidden=100),
}
RATES = {  # the best of each row of the record noise-rates
    "CNN": {0.5: 0.01, 1.0: 0.0003},
    "MLP": {0.5: 0.01, 1.0: 0.01},
}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the last epoch's scores for each scale."""
    drawn = experiments.resampled(data, seed=seed)
    rows = []
    for scale, rate in RATES[arm].items():
        x, x_validation = (
            _noisy(split.x, scale, [seed, number])
            for number, split in enumerate((drawn.train, drawn.validation))
        )
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
    """Return noise of its own for each scale, seed and split, the same for both networks."""
    rng = np.random.default_rng([round(10 * scale), *seed])
    return noise.gaussian(x, std=scale, seed=rng)
