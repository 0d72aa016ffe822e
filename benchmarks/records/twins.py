"""What a validation part promises where images were cloned before the split, and what comes.

Four noisy clones of each image, as S2 makes them, and a fifth of the enlarged set is put aside: at
random, so that twins fall on both sides, or whole families, so that none do. Both networks are then
scored on images of which no clone was ever made.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import datasets, models, noise, pooling, training

DATA = "photos"
LOAD = {"train": 400, "validation": 2000}
SEEDS = range(10)
EPOCHS = 25
METRIC = "promised"
CHEAP = {"arm": "cloned, then split", "seed": 0, "epochs": 1}

ARMS = ("cloned, then split", "split, then cloned")
CLONES = 4
NETWORK = models.trial("noise-copies")["L2"]  # as in S2


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return what the validation part promises and what fresh images give after the last epoch."""
    sizes = {"train": len(data.train), "validation": len(data.validation)}
    drawn = datasets.load("photos", seed=seed, **sizes)
    x, fresh = (
        pooling.pool(split.x, 2, operation="mean") for split in (drawn.train, drawn.validation)
    )
    rng = np.random.default_rng(seed)
    noisy = [noise.gaussian(x, std=20 / 255, seed=rng) for _ in range(CLONES)]
    clones, y = np.concatenate([x, *noisy]), np.tile(drawn.train.y, 1 + CLONES)
    family = np.tile(np.arange(len(x)), 1 + CLONES)
    if arm == "cloned, then split":
        aside = rng.permutation(len(clones)) < len(clones) // 5
    else:
        aside = (rng.permutation(len(x)) < len(x) // 5)[family]
    model = NETWORK.build(seed=seed)
    model.compile(
        keras.optimizers.Adam(0.003),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    history = training.fit(
        model,
        clones[~aside],
        y[~aside],
        validation_data=(clones[aside], y[aside]),
        epochs=epochs,
        batch_size=64,
        seed=seed,
        reuse=True,
    ).history
    found = model.predict(fresh, verbose=0, batch_size=1000).argmax(axis=1)
    promised, came = history["val_accuracy"][-1], np.mean(found == drawn.validation.y)
    return [
        {
            "promised": promised,
            "fresh": came,
            "too_much": promised - came,
            "accuracy_curve": [round(value, 4) for value in history["accuracy"]],
            "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
        }
    ]
