"""Whether more multiplied noise helps, or the training that came before in the loop of one model.

S3's loop compiles one model again for each scale; its weights go on. Here the same loop, the loop
in reverse order, fresh weights for each scale, and as many rounds at one scale alone, each with an
optimiser and noise of its own: what the loop has, without the other scales.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from course_lib import experiments, noise, training
from course_lib.models import Conv, Dense, Flatten, Network

DATA = "mnist-5k"
ARMS = ("fresh weights", "S3's order", "reversed order", "as many epochs")
SEEDS = range(10)
EPOCHS = 6  # of each round
BY = ("scale",)
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "fresh weights", "seed": 0, "epochs": 1}

SCALES = (0.1, 0.5, 1.0, 2.0, 4.0)
RATE = 0.003  # one for all scales, as in S3
CNN = Network(
    (28, 28, 1), (Conv(8, 3, stride=2), Flatten(), Dense(64), Dense(10, "softmax")), "cnn"
)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores of each scale after its last round, which is `epochs` long."""
    drawn = experiments.resampled(data, seed=seed)
    chains: dict[str, list[Sequence[float]]] = {
        "fresh weights": [(scale,) for scale in (0.0, *SCALES)],
        "S3's order": [(0.0, *SCALES)],
        "reversed order": [(0.0, *SCALES[::-1])],
        "as many epochs": [(scale,) * 6 for scale in (SCALES[0], SCALES[-1])],
    }
    rows = [row for scales in chains[arm] for row in _chain(drawn, scales, seed, epochs)]
    clean = arm in ("S3's order", "reversed order")
    return [row for row in rows if row["scale"] or not clean]


def _chain(data: Any, scales: Sequence[float], seed: int, epochs: int) -> list[dict[str, Any]]:
    """Train one model round by round; a row for each scale, of its last round."""
    model = CNN.build(seed=seed)
    rows: dict[float, dict[str, Any]] = {}
    curve: list[float] = []
    for position, scale in enumerate(scales):
        left = scales[position + 1 :].count(scale)
        x, x_validation = (
            _noisy(split.x, scale, [seed, left, number])
            for number, split in enumerate((data.train, data.validation))
        )
        model.compile(
            keras.optimizers.Adam(RATE),
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
            batch_size=64,
            reuse=True,
            seed=100 * seed + position,
        ).history
        curve += history["val_accuracy"]
        rows[scale] = {
            "scale": scale,
            "round": position + 1,
            "accuracy": history["val_accuracy"][-1],
            "loss": history["val_loss"][-1],
            "train_accuracy": history["accuracy"][-1],
            "val_accuracy_curve": list(curve),
        }
    return list(rows.values())


def _noisy(x: np.ndarray, scale: float, seed: list[int]) -> np.ndarray:
    """Return noise of its own for each scale, seed, split and round, or `x` where there is none."""
    rng = np.random.default_rng([round(10 * scale), *seed])
    return noise.gaussian(x, std=scale, mode="multiply", seed=rng) if scale else x
