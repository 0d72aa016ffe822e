"""What S4's race of optimisers becomes on all of MNIST, as it was run and from fresh weights."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import keras
import numpy as np

from course_lib import models, training
from course_lib.datasets import Dataset

DATA = "mnist"
ADAGRAD = {
    "AdaGrad": {},
    "AdaGrad, rate 0.1": {"learning_rate": 0.1},
    "AdaGrad, accumulator 1e-7": {"initial_accumulator_value": 1e-7},
}
AFTER_ADAM = {
    "AdaGrad after Adam": lambda: keras.optimizers.Adagrad(),
    "Adam after Adam": lambda: keras.optimizers.Adam(),
    "Adam at 0.0001 after Adam": lambda: keras.optimizers.Adam(1e-4),
    "SGD after Adam": lambda: keras.optimizers.SGD(),
}
ARMS = ("Adam and after", "AdaGrad, layer norm", *ADAGRAD, "Adam, layer norm")
SEEDS = range(5)
EPOCHS = 20  # of each training
BY = ("training",)
CHEAP = {"arm": "AdaGrad", "seed": 0, "epochs": 1, "data": "mnist-5k"}


def measure(arm: str, seed: int, *, data: Dataset, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each training of the arm: scores on the test images, as in S4.

    As in the document the network sees every training image, validation images included, in
    batches of 32, and the test images are scored after each epoch; nothing is chosen by them.
    """
    normalized = "layer norm" in arm
    network = models.named("s4-mlp-normalized" if normalized else "s4-mlp")
    model = network.build(seed=seed)
    if arm != "Adam and after":
        name = arm.removesuffix(", layer norm")
        optimizer = keras.optimizers.Adam() if name == "Adam" else _adagrad(name)
        return [{"training": arm, **trained(model, optimizer, data, seed, epochs)}]
    rows = [{"training": "Adam", **trained(model, keras.optimizers.Adam(), data, seed, epochs)}]
    weights = model.get_weights()
    for name, optimizer in AFTER_ADAM.items():
        model.set_weights(weights)
        rows.append({"training": name, **trained(model, optimizer(), data, seed + 1000, epochs)})
    return rows


def _adagrad(name: str) -> keras.optimizers.Optimizer:
    return keras.optimizers.Adagrad(**ADAGRAD[name])


def trained(
    model: keras.Model, optimizer: Any, data: Dataset, seed: int, epochs: int
) -> dict[str, Any]:
    """Train the model and return the scores of its last epoch and its curves."""
    x = np.concatenate([data.train.x, data.validation.x])
    y = np.concatenate([data.train.y, data.validation.y])
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    start = perf_counter()
    history = training.fit(
        model,
        x,
        y,
        epochs=epochs,
        batch_size=32,
        validation_data=(data.test.x, data.test.y),
        seed=seed,
    ).history
    return {
        "accuracy": history["val_accuracy"][-1],
        "loss": history["val_loss"][-1],
        "seconds": perf_counter() - start,
        "accuracy_curve": history["accuracy"],
        "val_accuracy_curve": history["val_accuracy"],
        "val_loss_curve": history["val_loss"],
    }
