"""Every trial that a search over a small space could make, so that searches can be looked up.

A setting is a width, a share of dropout and a rate of Adam. Each seed has 200 images to train on
and 100 to choose by that no other seed has; all are judged on the same 1,400 others. In one arm
three of ten training labels are replaced by another class; the labels to choose and to judge by are
right in both.
"""

from __future__ import annotations

import itertools
from typing import Any

import keras
import numpy as np

from course_lib import models, pooling, training

DATA = "mnist-5k"
ARMS = ("right labels", "wrong labels")
SEEDS = range(12)
EPOCHS = 27
METRIC = "judged"
UNITS = (4, 16, 64, 256)
DROPOUT = (0.0, 0.2, 0.4, 0.6, 0.8)
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
BY = ("units", "dropout", "rate")
TOLERANCE = {"rel": 0.02, "abs": 0.03}
CHEAP = {"arm": "wrong labels", "seed": 0, "epochs": 1}

TRAIN, CHOICE = 200, 100  # images of one seed
WRONG = 0.3
STOPS = (1, 3, 9)  # epochs after which Hyperband looks, besides the last


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each setting: its scores epoch by epoch, by three kinds of images."""
    x, y, chosen, judged = images(data, seed)
    labels = spoiled(y[:TRAIN], seed) if arm == "wrong labels" else y[:TRAIN]
    rows = []
    for units, dropout, rate in itertools.product(UNITS, DROPOUT, RATES):
        model = models.mlp(x.shape[1:], 10, hidden=units, dropout=dropout).build(seed=seed)
        model.compile(
            keras.optimizers.Adam(rate),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
            jit_compile=False,
        )
        look = Look({"trained": (x[:TRAIN], labels), "chosen": chosen, "judged": judged})
        history = training.fit(
            model,
            x[:TRAIN],
            labels,
            epochs=epochs,
            batch_size=20,
            callbacks=[look],
            seed=seed,
            reuse=True,
            keep=False,
        ).history
        curves = {name: [round(value, 4) for value in c] for name, c in look.curves.items()}
        rows.append(
            {
                "units": units,
                "dropout": dropout,
                "rate": rate,
                "reported": round(history["accuracy"][-1], 4),  # of training, with dropout
                "trained": curves["trained"][-1],  # without it
                "chosen_curve": curves["chosen"],
                **{
                    f"judged_{epoch}": curves["judged"][epoch - 1]
                    for epoch in STOPS
                    if epoch <= epochs
                },
                "judged": curves["judged"][-1],
            }
        )
    return rows


def images(data: Any, seed: int) -> tuple[Any, ...]:
    """Return what a seed trains on, and pairs to choose and to judge by."""
    parts = data.train, data.validation, data.test
    x, y = (np.concatenate([getattr(part, name) for part in parts]) for name in "xy")
    x = pooling.pool(x, 2, operation="mean")
    order = np.random.default_rng(0).permutation(len(y))
    own = TRAIN + CHOICE
    mine = order[seed * own : (seed + 1) * own]
    last = order[len(SEEDS) * own :]
    chosen = x[mine[TRAIN:]], y[mine[TRAIN:]]
    return x[mine[:TRAIN]], y[mine[:TRAIN]], chosen, (x[last], y[last])


def spoiled(y: np.ndarray, seed: int) -> np.ndarray:
    """Return the labels with a share of them replaced by another class."""
    rng = np.random.default_rng(seed)
    wrong = rng.permutation(len(y)) < round(WRONG * len(y))
    return np.where(wrong, (y + rng.integers(1, 10, len(y))) % 10, y)


class Look(keras.callbacks.Callback):
    """After each epoch, score the model on some sets of images, without dropout."""

    def __init__(self, sets: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
        super().__init__()
        self.x = np.concatenate([x for x, _ in sets.values()])
        self.sets = {name: y for name, (_, y) in sets.items()}
        self.curves: dict[str, list[float]] = {name: [] for name in sets}

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Take all images through the model at once."""
        found = np.asarray(self.model(self.x, training=False)).argmax(axis=1)
        start = 0
        for name, y in self.sets.items():
            right = found[start : start + len(y)] == y
            self.curves[name].append(float(right.mean()))
            start += len(y)
