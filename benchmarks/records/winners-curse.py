"""How far the best of n settings flatters itself on the images that chose it.

Each seed redraws the digits: 300 to train on, 400 to choose by (100 of them, or all), 100 fresh
ones and the rest to judge. On it are trained 48 settings with four seeds each ("different"), and
one of these settings with 48 seeds ("alike"): there is nothing to choose there.
"""

from __future__ import annotations

import itertools
from typing import Any

import keras
import numpy as np

from course_lib import models, training

DATA = "digits"
ARMS = ("different", "alike")
UNITS = (16, 32, 64, 128)
DROPOUT = (0.0, 0.25, 0.5)
RATES = (0.003, 0.006, 0.012, 0.024)
SETTINGS = tuple(itertools.product(UNITS, DROPOUT, RATES))
ONE = (32, 0.25, 0.012)
REPEATS = 4
PARTS = {"train": 300, "choose": 400, "fresh": 100, "judge": None}
FEW = 100
SEEDS = range(20)
EPOCHS = 10
METRIC = "judged"
BY = ("setting", "repeat")
CHEAP = {"arm": "alike", "seed": 0, "epochs": 1}
TOLERANCE = {"abs": 0.03}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each setting and repeat: its score on each part of one split."""
    parts = drawn(data, seed)
    if arm == "alike":
        runs = [(number, ONE, 0) for number in range(len(SETTINGS))]
    else:
        runs = [(n, s, r) for n, s in enumerate(SETTINGS) for r in range(REPEATS)]
    return [
        {"setting": number, "repeat": repeat}
        | dict(zip(("units", "dropout", "rate"), setting, strict=True))
        | scored(setting, 1000 * seed + 10 * number + repeat, parts, epochs)
        for number, setting, repeat in runs
    ]


def drawn(data: Any, seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the parts of all of the data set's images, in an order of their own."""
    splits = (data.train, data.validation, data.test)
    x = np.concatenate([split.x for split in splits])
    y = np.concatenate([split.y for split in splits])
    order = np.random.default_rng(seed).permutation(len(x))
    ends = np.cumsum([size for size in PARTS.values() if size])
    return {
        name: (x[rows], y[rows]) for name, rows in zip(PARTS, np.split(order, ends), strict=True)
    }


def scored(setting: tuple[Any, ...], seed: int, parts: Any, epochs: int) -> dict[str, float]:
    """Train the setting and return its accuracy on what it has not seen."""
    units, dropout, rate = setting
    x, y = parts["train"]
    model = models.mlp(x.shape[1:], 10, hidden=units, dropout=dropout).build(seed=seed)
    model.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    training.fit(model, x, y, epochs=epochs, batch_size=32, seed=seed, reuse=True)
    x, y = (np.concatenate(arrays) for arrays in zip(*list(parts.values())[1:], strict=True))
    right = np.argmax(model(x), axis=1) == y
    choose, fresh = PARTS["choose"], PARTS["fresh"]
    return {
        "few": float(right[:FEW].mean()),
        "many": float(right[:choose].mean()),
        "fresh": float(right[choose : choose + fresh].mean()),
        "judged": round(float(right[choose + fresh :].mean()), 5),
    }
