"""What cross-validation promises of the setting that it chose, and what nested folds promise.

Each seed draws 450 digits and keeps the other 1,347 to judge by. Eight settings are cross-validated
over three folds and the best mean is reported; nested, the choice is made anew inside each fold, by
three folds of its training part, and the outer fold judges it. What is promised is compared with
what the very same networks score on the images that were kept. In the arm "alike" the eight are one
setting with eight seeds.
"""

from __future__ import annotations

import itertools
from typing import Any

import keras
import numpy as np
from sklearn.model_selection import StratifiedKFold

from course_lib import models, training

DATA = "digits"
ARMS = ("different", "alike")
SETTINGS = tuple(itertools.product((16, 64), (0.0, 0.5), (0.006, 0.024)))  # units, dropout, rate
ONE = (32, 0.25, 0.012)
DRAWN = 450
FOLDS = 3
SEEDS = range(12)
EPOCHS = 10
METRIC = "promised"
BY = ("way",)
CHEAP = {"arm": "different", "seed": 0, "epochs": 1}
TOLERANCE = {"abs": 0.05}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return what each way promises and what the chosen networks score on the other images."""
    splits = (data.train, data.validation, data.test)
    x = np.concatenate([split.x for split in splits])
    y = np.concatenate([split.y for split in splits])
    order = np.random.default_rng(seed).permutation(len(x))
    own, kept = order[:DRAWN], order[DRAWN:]
    settings = [ONE] * len(SETTINGS) if arm == "alike" else SETTINGS
    seeds = itertools.count(1000 * seed)

    def scores(train: np.ndarray, *parts: np.ndarray) -> np.ndarray:
        """Train every setting on `train` and return its accuracy on each of the parts."""
        trained = (fitted(s, next(seeds), x[train], y[train], epochs) for s in settings)
        return np.array([[accuracy(m, x[part], y[part]) for part in parts] for m in trained])

    outer, nested = [], []
    for inside, outside in folds(y[own], seed):
        tried = scores(own[inside], own[outside], kept)  # setting, (held out, judged)
        outer.append(tried)
        inner = [
            scores(own[inside][a], own[inside][b])[:, 0] for a, b in folds(y[own][inside], seed)
        ]
        nested.append(tried[np.mean(inner, axis=0).argmax()])
    plain = np.mean(outer, axis=0)
    best = plain[plain[:, 0].argmax()]
    ways = {"folds": best, "nested": np.mean(nested, axis=0)}
    return [
        {"way": way, "promised": float(promised), "came": float(came)}
        | {"too_much": float(promised - came)}
        for way, (promised, came) in ways.items()
    ]


def folds(y: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return pairs of rows, to train on and to score."""
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    return list(splitter.split(y, y))


def fitted(
    setting: tuple[Any, ...], seed: int, x: np.ndarray, y: np.ndarray, epochs: int
) -> keras.Model:
    """Return the trained network of a setting."""
    units, dropout, rate = setting
    model = models.mlp(x.shape[1:], 10, hidden=units, dropout=dropout).build(seed=seed)
    model.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    training.fit(model, x, y, epochs=epochs, batch_size=32, seed=seed, reuse=True)
    return model


def accuracy(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """Return the share of images that the model has right."""
    return float(np.mean(np.argmax(model(x), axis=1) == y))
