"""What S3's table becomes on all of MNIST: fresh weights for each scale, or one model for all."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np

from course_lib import models, noise, training
from course_lib.datasets import Dataset

DATA = "mnist"
SCALES = (0.1, 0.5, 1.0, 2.0, 4.0)
ORDERS = {"S3's order": SCALES, "reversed order": SCALES[::-1]}
FRESH = [("multiply", 0.1), ("multiply", 4.0), ("add", 1.0), ("add", 0.5), ("multiply", 1.0)]
FRESH += [("add", 0.1), ("add", 2.0), ("add", 4.0), ("multiply", 0.5), ("multiply", 2.0)]
ARMS = (
    *(f"fresh, {mode} {scale}" for mode, scale in FRESH),
    "fresh, add 0.0",
    *(f"{order}, {mode}" for mode in ("multiply", "add") for order in ORDERS),
)
SEEDS = range(3)
EPOCHS = 12  # of each scale
BY = ("scale",)
CHEAP = {"arm": "fresh, multiply 4.0", "seed": 0, "epochs": 1, "data": "digits"}


def measure(arm: str, seed: int, *, data: Dataset, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each scale that the arm trains on: scores on noisy test images, as in S3.

    As in the document the network sees every training image, validation images included, and the
    test images are scored after each epoch; nothing is chosen by them. An arm named by an order
    keeps one model for clean images and all scales, compiled anew for each.
    """
    way, _, rest = arm.partition(", ")
    mode = rest.split()[0]
    scales = (float(rest.split()[1]),) if way == "fresh" else (0.0, *ORDERS[way])
    network = models.cnn(data.input_shape, data.n_classes, dropout=0.25, dense_dropout=0.5)
    model = network.build(seed=seed)
    return [{"noise": mode, **trained(model, data, mode, s, seed, epochs)} for s in scales]


def trained(
    model: Any, data: Dataset, mode: str, scale: float, seed: int, epochs: int
) -> dict[str, Any]:
    """Train the model on images with noise of one scale and return its scores."""
    x = np.concatenate([data.train.x, data.validation.x])
    y = np.concatenate([data.train.y, data.validation.y])
    draws = np.random.default_rng([seed, round(10 * scale), mode == "add"])
    train = noise.gaussian(x, std=scale, mode=mode, seed=draws) if scale else x
    test = noise.gaussian(data.test.x, std=scale, mode=mode, seed=draws) if scale else data.test.x
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    start = perf_counter()
    history = training.fit(
        model,
        train,
        y,
        epochs=epochs,
        batch_size=128,
        validation_data=(test, data.test.y),
        seed=int(draws.integers(2**31)),
        progress=epochs > 1,
    ).history
    return {
        "scale": scale,
        "accuracy": history["val_accuracy"][-1],
        "loss": history["val_loss"][-1],
        "seconds": perf_counter() - start,
        "accuracy_curve": history["accuracy"],
        "val_accuracy_curve": history["val_accuracy"],
        "val_loss_curve": history["val_loss"],
    }
