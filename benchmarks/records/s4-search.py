"""S4's twelve settings on all of MNIST, epoch by epoch, on a fold and on the test images.

Every setting trains on 48,000 images, as a fold of the document's grid search does, for the ten
epochs of its random search; the seed is the fold that is held out. After each epoch it is scored on
that fold, on the test images, and on its training batches, dropout at work, which is what the
document's tuner went by. Two settings train on all 60,000 images as well.
"""

from __future__ import annotations

from time import process_time
from typing import Any

import keras
import numpy as np
from sklearn.model_selection import StratifiedKFold

from course_lib import models, training

DATA = "mnist"
OUTPUTS = ("relu", "softmax", "sigmoid")
RATES = (0.2, 0.4, 0.6, 0.8)
WHOLE = ("softmax 0.2, all images", "sigmoid 0.2, all images")
ARMS = (*(f"{output} {rate}" for output in OUTPUTS for rate in RATES), *WHOLE)
SEEDS = range(3)
EPOCHS = 10
CHEAP = {"arm": "softmax 0.2", "seed": 0, "epochs": 1, "data": "mnist-5k"}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores after each epoch, in batches of 32 as in the document."""
    output, rate = arm.split(",")[0].split()
    x = np.concatenate([data.train.x, data.validation.x])
    y = np.concatenate([data.train.y, data.validation.y])
    folds = list(StratifiedKFold(5).split(y, y))
    train, held = folds[seed]
    if arm in WHOLE:
        train = np.arange(len(y))
    model = network(output, float(rate)).build(seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    scores = Scores({"fold": (x[held], y[held]), "test": tuple(data.test)})
    start = process_time()
    history = training.fit(
        model, x[train], y[train], epochs=epochs, batch_size=32, callbacks=[scores], seed=seed
    ).history
    seconds = process_time() - start
    curves = {f"{name}_curve": values for name, values in scores.curves.items()}
    if arm in WHOLE:
        curves = {name: values for name, values in curves.items() if "fold" not in name}
    return [
        {
            "accuracy": scores.curves["test_accuracy"][-1],
            "seconds": seconds,
            "train_accuracy_curve": [round(value, 5) for value in history["accuracy"]],
            **curves,
        }
    ]


def network(output: str, rate: float) -> models.Network:
    """Return the document's network: 784-128-100-10, dropout before the output."""
    plain = models.mlp((28, 28, 1), 10, hidden=[128, 100], dropout=rate).without("dropout_1")
    return plain.with_activation("relu", output=output)


class Scores(keras.callbacks.Callback):
    """Accuracy and loss on each part after every epoch."""

    def __init__(self, parts: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
        super().__init__()
        self.parts = parts
        self.curves: dict[str, list[float]] = {}

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Score the parts."""
        for name, (x, y) in self.parts.items():
            outputs = self.model(x)
            loss = keras.losses.sparse_categorical_crossentropy(y, outputs)
            found = {
                "accuracy": np.mean(np.argmax(outputs, axis=1) == y),
                "loss": np.mean(loss),
            }
            for score, value in found.items():
                self.curves.setdefault(f"{name}_{score}", []).append(round(float(value), 5))
