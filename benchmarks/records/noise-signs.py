"""Whether a perceptron fails under multiplied noise because it learns each absolute value alone.

One control gives it the absolute values and nothing else, one a layer shared by all
pixels that can build them, and one the same layer without its bend, which cannot.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import experiments, models, noise, training
from course_lib.models import Conv, Dense, Flatten, Network

DATA = "mnist-5k"
SEEDS = range(10)
EPOCHS = 12
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "absolute values", "seed": 0, "epochs": 1}

SHAPE = (28, 28, 1)
MLP = models.mlp(SHAPE, 10, hidden=100)
CNN = Network(SHAPE, (Conv(8, 3, stride=2), Flatten(), Dense(64), Dense(10, "softmax")), "cnn")
SHARED = Network(SHAPE, (Conv(4, 1), *MLP.layers), "shared")
LINEAR = Network(SHAPE, (Conv(4, 1, activation="linear"), *MLP.layers), "linear")
TRIALS = {  # network and the best rate of its row in the record noise-rates
    "perceptron": (MLP, 0.01),
    "absolute values": (MLP, 0.01),
    "shared layer, ReLU": (SHARED, 0.0001),
    "shared layer, linear": (LINEAR, 0.001),
    "3 x 3 convolution": (CNN, 0.01),
}
ARMS = tuple(TRIALS)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the last epoch's scores on images times N(0, 1)."""
    drawn = experiments.resampled(data, seed=seed)
    x, x_validation = (
        noise.gaussian(split.x, mode="multiply", std=1.0, seed=np.random.default_rng([seed, n]))
        for n, split in enumerate((drawn.train, drawn.validation))
    )
    if arm == "absolute values":
        x, x_validation = np.abs(x), np.abs(x_validation)
    network, rate = TRIALS[arm]
    model = network.build(seed=seed)
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
    return [
        {
            "accuracy": history["val_accuracy"][-1],
            "loss": history["val_loss"][-1],
            "accuracy_curve": history["accuracy"],
            "val_accuracy_curve": history["val_accuracy"],
        }
    ]
