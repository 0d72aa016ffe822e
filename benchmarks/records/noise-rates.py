"""Which learning rate suits each network and each noise, on seeds that no other record uses."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import experiments, models, noise, training
from course_lib.models import Conv, Dense, Flatten, Network

DATA = "mnist-5k"
SEEDS = (100, 101)
EPOCHS = 16
BY = ("learning_rate",)
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "MLP, added 1", "seed": 100, "epochs": 1}

SHAPE = (28, 28, 1)
CNN = Network(SHAPE, (Conv(8, 3, stride=2), Flatten(), Dense(64), Dense(10, "softmax")), "cnn")
MLP = models.mlp(SHAPE, 10, hidden=100)
SHARED = Network(SHAPE, (Conv(4, 1), *MLP.layers), "shared")
LINEAR = Network(SHAPE, (Conv(4, 1, activation="linear"), *MLP.layers), "linear")
TRIALS = {  # network, kind of noise, scale, rates
    "CNN, added 0.5": (CNN, "add", 0.5, (0.0003, 0.001, 0.003, 0.01)),
    "CNN, added 1": (CNN, "add", 1.0, (0.0001, 0.0003, 0.001, 0.003)),
    "MLP, added 0.5": (MLP, "add", 0.5, (0.0003, 0.001, 0.003, 0.01)),
    "MLP, added 1": (MLP, "add", 1.0, (0.0001, 0.0003, 0.001, 0.003)),
    "CNN, multiplied 0.1": (CNN, "multiply", 0.1, (0.003, 0.01, 0.03)),
    "CNN, multiplied 1": (CNN, "multiply", 1.0, (0.001, 0.003, 0.01)),
    "CNN, multiplied 4": (CNN, "multiply", 4.0, (0.0003, 0.001, 0.003)),
    "MLP, multiplied 1": (MLP, "multiply", 1.0, (0.0003, 0.001, 0.003)),
    "MLP, absolute values": (MLP, "absolute", 1.0, (0.0003, 0.001, 0.003)),
    "shared ReLU, then MLP": (SHARED, "multiply", 1.0, (0.0003, 0.001, 0.003)),
    "shared line, then MLP": (LINEAR, "multiply", 1.0, (0.0003, 0.001, 0.003)),
}
WIDER = {  # where the best was at an end
    "CNN, added 0.5": (0.03,),
    "MLP, added 0.5": (0.03,),
    "MLP, added 1": (0.01, 0.03),
    "CNN, multiplied 1": (0.03,),
    "CNN, multiplied 4": (0.01,),
    "MLP, multiplied 1": (0.01, 0.03),
    "MLP, absolute values": (0.01, 0.03),
    "shared ReLU, then MLP": (0.0001,),
    "shared line, then MLP": (0.01, 0.03),
}
WIDER_STILL = {"CNN, multiplied 4": (0.03,), "shared ReLU, then MLP": (0.00003,)}
TRIALS |= {f"{arm}, wider": (*TRIALS[arm][:3], rates) for arm, rates in WIDER.items()}
TRIALS |= {f"{arm}, wider still": (*TRIALS[arm][:3], r) for arm, r in WIDER_STILL.items()}
ARMS = tuple(TRIALS)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the last epoch's scores for each rate of the arm."""
    drawn = experiments.resampled(data, seed=seed)
    network, kind, scale, rates = TRIALS[arm]
    x, x_validation = (
        _noisy(split.x, kind, scale, [seed, number])
        for number, split in enumerate((drawn.train, drawn.validation))
    )
    rows = []
    for rate in rates:
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
            seed=seed,
        ).history
        rows.append(
            {
                "learning_rate": rate,
                "accuracy": history["val_accuracy"][-1],
                "loss": history["val_loss"][-1],
                "val_accuracy_curve": history["val_accuracy"],
            }
        )
    return rows


def _noisy(x: np.ndarray, kind: str, scale: float, seed: list[int]) -> np.ndarray:
    """Return noise of its own for each scale, seed and split."""
    rng = np.random.default_rng([round(10 * scale), *seed])
    mode = "add" if kind == "add" else "multiply"
    noisy = noise.gaussian(x, std=scale, mode=mode, seed=rng)
    return np.abs(noisy) if kind == "absolute" else noisy
