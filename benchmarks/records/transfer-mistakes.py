"""What ordinary mistakes of fine-tuning cost, with 20 patches of each of ten photographs.

All of the course's VGG16 learns, under a new head. The arms are one change each: a rate that would
suit the head alone, batch statistics that learn with the rest, and both. What is scored is the
network as it is; "anew" is its accuracy at the end with its batch statistics measured anew on the
training patches, which tells statistics that lag behind from weights that were harmed. Each seed
draws patches, always from the same regions, and scores on 500 from other regions of the
photographs.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import datasets, training, transfer

DATA = "photos"
LOAD = {"train": 200, "validation": 500}
LOW, HIGH = 0.0003, 0.01  # the rate of all layers; that of the head alone
CHANGES = {
    "as it should be": (LOW, False),
    "at the head's rate": (HIGH, False),
    "batch statistics free": (LOW, True),
    "both": (HIGH, True),
}
ARMS = tuple(CHANGES)
SEEDS = range(10)
EPOCHS = 12
CHEAP = {
    "arm": "as it should be",
    "seed": 0,
    "epochs": 1,
    "load": {"train": 40, "validation": 40},
}
TOLERANCE = {"rel": 0.05, "abs": 0.06}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the accuracies of the last epoch, and the curves."""
    rate, free = CHANGES[arm]
    counts = {"train": len(data.train), "validation": len(data.validation)}
    drawn = datasets.load("photos", seed=seed, scaled=False, **counts)
    model = transfer.new_head(transfer.vgg16(weights="cifar10"), 10, seed=seed)
    transfer.fine_tune(model, blocks=5)
    if free:
        for layer in model.layers:
            layer.trainable = True
    model.compile(
        keras.optimizers.Adam(rate),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    seen, unseen = (transfer.preprocess(part.x) for part in (drawn.train, drawn.validation))
    history = training.fit(
        model,
        seen,
        drawn.train.y,
        validation_data=(unseen, drawn.validation.y),
        epochs=epochs,
        batch_size=32,
        seed=seed,
        reuse=True,
    ).history
    anew = transfer.recalibrated(model, seen)
    answers = anew.predict(unseen, batch_size=250, verbose=0)
    return [
        {
            "accuracy": float(np.mean(history["val_accuracy"][-4:])),
            "anew": float(np.mean(answers.argmax(axis=1) == drawn.validation.y)),
            "train_accuracy": history["accuracy"][-1],
            "accuracy_curve": [round(value, 4) for value in history["accuracy"]],
            "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
        }
    ]
