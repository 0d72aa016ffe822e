"""How the accuracy on photographs grows with the patches, by how much of a network is borrowed.

The same patches as in transfer-layers: each seed draws 4,000 to train on, of which the sizes take
the first of each class, and 1,000 from other regions of the photographs to be scored on. The
course's VGG16 starts from its weights with a new head, and the head, the last block too, or
everything learns (its batch statistics stay as they are); or it starts from random weights. S4's
network for CIFAR-10 stands beside it. Each size trains for epochs of its own; the curve has a point
after each quarter of them. The first seed tries every rate; the others take the one that was best
for their arm and size, which they read from the record.
"""

from __future__ import annotations

from time import process_time
from typing import Any

import keras
import numpy as np

from course_lib import datasets, models, records, training, transfer
from course_lib.transfer import shipped

DATA = "photos"
LOAD = {"train": 4000, "validation": 1000}
ARMS = ("head", "last block", "all", "scratch", "S4's network")
SEEDS = range(8)
TUNING = (0,)
SIZES = {5: 40, 20: 24, 100: 12, 400: 8}  # of each class, and for how many epochs
RATES = {
    "head": (0.001, 0.003, 0.01, 0.03),
    "last block": (0.0001, 0.0003, 0.001, 0.003),
    "all": (0.0001, 0.0003, 0.001, 0.003),
    "scratch": (0.0003, 0.001, 0.003),
    "S4's network": (0.0003, 0.001, 0.003),
}
BY = ("size", "rate")
EPOCHS = 4  # quarters of the epochs of each size
CHEAP = {"arm": "head", "seed": 0, "epochs": 1, "load": {"train": 100, "validation": 100}}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each size and rate: the last accuracy, and that after each quarter."""
    counts = {"train": len(data.train), "validation": len(data.validation)}
    drawn = datasets.load("photos", seed=seed, scaled=False, **counts)
    ranks = ranked(drawn.train.y)
    seen, unseen = (inputs(arm, part.x) for part in (drawn.train, drawn.validation))
    rows = []
    for size, whole in SIZES.items():
        chosen = ranks[: size * drawn.n_classes]
        if len(chosen) < size * drawn.n_classes:
            continue  # the cheap part has too few
        for rate in RATES[arm] if seed in TUNING else (best_rate(arm, size),):
            model = network(arm, seed)
            model.compile(
                keras.optimizers.Adam(rate),
                "sparse_categorical_crossentropy",
                metrics=["accuracy"],
                jit_compile=False,
            )
            scores, start = [], process_time()
            for quarter in range(epochs):
                training.fit(
                    model,
                    seen[chosen],
                    drawn.train.y[chosen],
                    epochs=whole // 4,
                    batch_size=32,
                    seed=10 * seed + quarter,
                    reuse=True,
                )
                answers = model.predict(unseen, batch_size=250, verbose=0)
                scores.append(float(np.mean(answers.argmax(axis=1) == drawn.validation.y)))
            rows.append(
                {
                    "size": size,
                    "rate": rate,
                    "accuracy": scores[-1],
                    "seconds": process_time() - start,
                    "accuracy_curve": scores,
                }
            )
    return rows


def inputs(arm: str, x: np.ndarray) -> np.ndarray:
    """Return patches as the arm's layers take them: what is frozen has been computed already."""
    if arm == "S4's network":
        return x.astype(np.float32) / 255
    if arm in ("head", "last block"):
        base = transfer.vgg16(weights="cifar10")
        layer = {"head": "block5_pool", "last block": "block4_pool"}[arm]
        part = keras.Model(base.inputs[0], base.get_layer(layer).output)
        return part.predict(transfer.preprocess(x), batch_size=250, verbose=0)
    return transfer.preprocess(x)


def network(arm: str, seed: int) -> keras.Model:
    """Return what learns, from what `inputs` gives."""
    if arm == "S4's network":
        return models.named("s4-cnn").build(seed=seed)
    if arm == "scratch":
        model = transfer.new_head(shipped.network(), 10, seed=seed)
        for layer in model.layers:
            layer.trainable = True
        return model
    model = transfer.new_head(transfer.vgg16(weights="cifar10"), 10, seed=seed)
    model = transfer.fine_tune(model, blocks={"head": 0, "last block": 1, "all": 5}[arm])
    if arm == "all":
        return model
    names = [layer.name for layer in model.layers]
    last = names.index({"head": "block5_pool", "last block": "block4_pool"}[arm])
    shape = model.layers[last].output.shape[1:]
    return keras.Sequential([keras.Input(shape), *model.layers[last + 1 :]])


def best_rate(arm: str, size: int) -> float:
    """Return the rate that was best on the tuning seed, which this record holds already."""
    tried = records.load("transfer-curves").where(arm=arm, size=size, seed=list(TUNING))
    return float(tried.table.groupby("rate")["accuracy"].mean().idxmax())


def ranked(y: np.ndarray) -> np.ndarray:
    """Return the rows in an order whose beginnings hold the classes as evenly as they can."""
    place = np.empty(len(y), int)
    for label in np.unique(y):
        own = np.flatnonzero(y == label)
        place[own] = np.arange(len(own))
    return np.argsort(place, kind="stable")
