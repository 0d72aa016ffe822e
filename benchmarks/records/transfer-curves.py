"""How the accuracy on photographs grows with the patches, by how much of a network is borrowed.

The same patches as in transfer-layers: each seed draws 4,000 to train on, of which the sizes take
the first of each class, and 1,000 from other regions of the photographs to be scored on. The
course's VGG16 starts from its weights with a new head, and the head, the last block too, or
everything learns (its batch statistics stay as they are); or it starts from random weights. S4's
network for CIFAR-10 stands beside it, as one that was made for so small images. Each arm trains
for epochs of its own at each size, the last quarter at a tenth of the rate; the curve has a point
after each quarter. From random weights a few hundred steps are too few for moving averages of batch
statistics to arrive, so they are measured anew on the training patches before the network is scored
("stale" is without). The first seed tries every rate, scored on the strips between the two regions;
the others take the one that was best for their arm and size, which they read from the record. 400
patches of each class are arms of their own where they take long, at the rate that was best with
100.
"""

from __future__ import annotations

from time import process_time
from typing import Any

import keras
import numpy as np

from course_lib import datasets, models, records, training, transfer
from course_lib.transfer import shipped

DATA = "photos"
LOAD = {"train": 4000, "validation": 1000, "test": 1000}
SEEDS = range(8)
TUNING = (0,)
EPOCHS_OF = {  # patches of each class, and for how many epochs
    "head": {5: 80, 20: 40, 100: 16, 400: 8},
    "last block": {5: 40, 20: 24, 100: 12, 400: 4},
    "all": {5: 40, 20: 24, 100: 12},
    "scratch": {5: 80, 20: 40, 100: 16},
    "S4's network": {5: 80, 20: 40, 100: 16, 400: 8},
    "all, 400": {400: 8},
    "scratch, 400": {400: 8},
}
ARMS = tuple(EPOCHS_OF)
RATES = {
    "head": (0.001, 0.003, 0.01, 0.03),
    "last block": (0.0003, 0.001, 0.003),
    "all": (0.0003, 0.001, 0.003),
    "scratch": (0.0003, 0.001, 0.003),
    "S4's network": (0.0003, 0.001, 0.003),
}
BY = ("size", "rate")
EPOCHS = 4  # quarters of the epochs of each size
SMALL = {"train": 100, "validation": 100, "test": 10}
CHEAP = {"arm": "head", "seed": 0, "epochs": 1, "load": SMALL}
TOLERANCE = {"abs": 0.03}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each size and rate: the last accuracy, and that after each quarter."""
    counts = {name: len(getattr(data, name)) for name in LOAD}
    drawn = datasets.load("photos", seed=seed, scaled=False, **counts)
    unknown = drawn.validation if seed in TUNING else drawn.test
    ranks = ranked(drawn.train.y)
    kind = arm.removesuffix(", 400")
    seen, unseen = (inputs(kind, part.x) for part in (drawn.train, unknown))
    rows = []
    for size, whole in EPOCHS_OF[arm].items():
        chosen = ranks[: size * drawn.n_classes]
        if len(chosen) < size * drawn.n_classes:
            continue  # the cheap part has too few
        x, y = seen[chosen], drawn.train.y[chosen]
        for rate in rates(arm, size, seed):
            model = network(kind, seed)
            model.compile(
                keras.optimizers.Adam(rate),
                "sparse_categorical_crossentropy",
                metrics=["accuracy"],
                jit_compile=False,
            )
            scores, seconds = [], 0.0
            for quarter in range(epochs):
                model.optimizer.learning_rate = rate * (0.1 if quarter == 3 else 1)
                start = process_time()
                training.fit(
                    model,
                    x,
                    y,
                    epochs=whole // 4,
                    batch_size=32,
                    seed=10 * seed + quarter,
                    reuse=True,
                )
                seconds += process_time() - start
                scored = transfer.recalibrated(model, x[:500]) if kind == "scratch" else model
                scores.append(accuracy(scored, unseen, unknown.y))
            rows.append(
                {
                    "size": size,
                    "rate": rate,
                    "accuracy": scores[-1],
                    "stale": accuracy(model, unseen, unknown.y),
                    "train_accuracy": accuracy(scored, x, y),
                    "seconds": seconds,
                    "accuracy_curve": scores,
                }
            )
    return rows


def accuracy(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """Return the share of right answers."""
    return float(np.mean(model.predict(x, batch_size=250, verbose=0).argmax(axis=1) == y))


def rates(arm: str, size: int, seed: int) -> tuple[float, ...]:
    """Return what to try: all on a tuning seed, else the best of those, read from this record."""
    kind = arm.removesuffix(", 400")
    if kind == arm and seed in TUNING:
        return RATES[arm]
    tuned = size if kind == arm else 100
    tried = records.load("transfer-curves").where(arm=kind, size=tuned, seed=list(TUNING))
    return (float(tried.table.groupby("rate")["accuracy"].mean().idxmax()),)


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


def ranked(y: np.ndarray) -> np.ndarray:
    """Return the rows in an order whose beginnings hold the classes as evenly as they can."""
    place = np.empty(len(y), int)
    for label in np.unique(y):
        own = np.flatnonzero(y == label)
        place[own] = np.arange(len(own))
    return np.argsort(place, kind="stable")
