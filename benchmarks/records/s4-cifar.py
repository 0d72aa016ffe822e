"""What S4's network for CIFAR-10 reaches in ten epochs, and which epoch a test set would pick.

45,000 images train, 5,000 of the published training set validate, and the 10,000 test images are
scored after each epoch as well; nothing is chosen by either. Seeds draw weights, order and split.
Where the data came from, the arm says: near CIFAR-10 is a JPEG copy of it.
"""

from __future__ import annotations

from time import process_time
from typing import Any

from course_lib import experiments, models, training

DATA = "cifar10"
ARMS = ("near CIFAR-10",)
SEEDS = range(3)
EPOCHS = 10
METRIC = "test_accuracy"
TEST_SHARE = 5000 / 45_000  # each seed draws the split anew
CHEAP = {"arm": "near CIFAR-10", "seed": 0, "epochs": 1, "data": "photos"}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores of the last epoch, and by epoch those on all three parts."""
    del arm  # says where the data came from
    drawn = experiments.resampled(data, seed=seed)
    model = models.named("s4-cnn").build(seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    curves: dict[str, list[float]] = {"accuracy": [], "val_accuracy": [], "test_accuracy": []}
    start = process_time()
    for epoch in range(epochs):
        history = training.fit(
            model,
            drawn.train.x,
            drawn.train.y,
            validation_data=(drawn.validation.x, drawn.validation.y),
            batch_size=32,
            seed=1000 * seed + epoch,
        ).history
        _, tested = model.evaluate(drawn.test.x, drawn.test.y, batch_size=500, verbose=0)
        scores = {name: history[name][0] for name in ("accuracy", "val_accuracy")}
        for name, score in (scores | {"test_accuracy": tested}).items():
            curves[name].append(round(float(score), 4))
    last = {name: values[-1] for name, values in curves.items()}
    return [
        last
        | {f"{name}_curve": values for name, values in curves.items()}
        | {"seconds": process_time() - start}
    ]
