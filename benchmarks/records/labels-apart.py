"""What a network learns from images and labels that were shuffled apart, and what one epoch says.

Labels are shuffled with their images or apart from them, those of the held-out images too, as most
of S2's test images are. "Right labels" are the same held-out images with the labels that they had.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np

from course_lib import datasets, models, pooling, training

DATA = "photos"
LOAD = {"train": 400, "validation": 600}
SEEDS = range(10)
EPOCHS = 60
BY = ("part",)
CHEAP = {"arm": "digits, apart", "seed": 0, "epochs": 1}

ARMS = ("photos, together", "photos, apart", "digits, together", "digits, apart")


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return accuracies after the last epoch and the loss after the first, a row for each part."""
    name, _, way = arm.partition(", ")
    if name == "photos":
        drawn = datasets.load(
            name, seed=seed, train=len(data.train), validation=len(data.validation)
        )
        x, x_held = (
            pooling.pool(split.x, 2, operation="mean") for split in (drawn.train, drawn.validation)
        )
    else:
        drawn = datasets.load(name, seed=seed, train=400, validation=600)
        x, x_held = drawn.train.x, drawn.validation.x
    y, y_held = drawn.train.y, drawn.validation.y
    right = y_held
    rng = np.random.default_rng(seed)
    if way == "apart":
        y, y_held = rng.permutation(y), rng.permutation(y_held)
    network = models.trial("noise-copies")["plain"].replace("dense_1", units=64)
    model = replace(network, input_shape=x.shape[1:]).build(seed=seed)
    model.compile(
        keras.optimizers.Adam(0.003),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    history = training.fit(
        model,
        x,
        y,
        validation_data=(x_held, y_held),
        epochs=epochs,
        batch_size=32,
        seed=seed,
        reuse=True,
    ).history
    found = model.predict(x_held, batch_size=600, verbose=0).argmax(axis=1)
    parts = {"training": "", "held out": "val_"}
    return [
        {
            "part": part,
            "accuracy": history[f"{prefix}accuracy"][-1],
            "first_loss": history[f"{prefix}loss"][0],
            "accuracy_curve": [round(value, 4) for value in history[f"{prefix}accuracy"]],
            "loss_curve": [round(value, 4) for value in history[f"{prefix}loss"]],
        }
        for part, prefix in parts.items()
    ] + [{"part": "right labels", "accuracy": np.mean(found == right)}]
