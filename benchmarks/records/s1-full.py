"""What S1's five networks reach at full size, with a validation part of its own and several seeds.

As in the document: 200 short epochs, each of 100 steps with batches of 64 drawn from the whole
training set, Adam at its default rate. Unlike it: 5,000 of the published training images validate,
every tenth epoch, and the test images are scored once, at the end. Seeds draw weights, order and
split. The step count is inferred: the document's line is cut off after "steps_per_epoch= 10".
"""

from __future__ import annotations

from time import process_time
from typing import Any

import numpy as np

from course_lib import experiments, models, training

DATA = "cifar10"
NETWORKS = {
    "base": "s1-base",
    "no dropout": "s1-no-dropout",
    "one dense less": "s1-one-dense-less",
    "large pools": "s1-large-pool",
    "exponential": "s1-exponential",
}
ARMS = tuple(NETWORKS)
SEEDS = range(2)
EPOCHS = 200
STEPS, BATCH = 100, 64
SCORED = 10  # epochs from one validation to the next
METRIC = "test_accuracy"
TEST_SHARE = 5000 / 45_000  # each seed draws the split anew
SMALL = {"train": 640, "validation": 200, "test": 200}
CHEAP = {"arm": "base", "seed": 0, "epochs": 1, "data": "photos", "load": SMALL}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores after the last epoch, and those of training and validation on the way.

    Training accuracy is given twice: as Keras reports it, over the epoch and with dropout, and
    scored afterwards without, on as many images as validate.
    """
    drawn = experiments.resampled(data, seed=seed)
    model = models.named(NETWORKS[arm]).build(seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    draws = np.random.default_rng([seed, 1])
    size = min(STEPS * BATCH, len(drawn.train))
    reported, validated = [], []
    start = process_time()
    for epoch in range(1, epochs + 1):
        some = draws.choice(len(drawn.train), size, replace=False)
        x, y = drawn.train.x[some], drawn.train.y[some]
        history = training.fit(
            model, x, y, batch_size=BATCH, seed=int(draws.integers(2**31))
        ).history
        reported.append(history["accuracy"][0])
        if not np.isfinite(history["loss"][0]):
            break  # it never comes back
        if epoch % SCORED == 0 or epoch == epochs:
            validated.append(_accuracy(model, drawn.validation))
    seconds = process_time() - start
    seen = slice(0, len(drawn.validation))
    train_accuracy = _accuracy(model, (drawn.train.x[seen], drawn.train.y[seen]))
    return [
        {
            "test_accuracy": _accuracy(model, drawn.test),
            "val_accuracy": _accuracy(model, drawn.validation),
            "train_accuracy": train_accuracy,
            "history_accuracy": reported[-1],
            "epochs_run": len(reported),
            "seconds": seconds,
            "accuracy_curve": [round(value, 4) for value in reported],
            "scored_curve": [round(value, 4) for value in validated],
        }
    ]


def _accuracy(model: Any, part: Any) -> float:
    x, y = part
    return float(model.evaluate(x, y, batch_size=500, verbose=0)[1])
