"""What frozen features of the course's VGG16 are worth on photographs, by layer, beside controls.

Each seed draws patches, always from the same regions of the photographs: 4,000 to train on, of
which the sizes take the first of each class, and 1,000 from other regions to be scored on. A
logistic regression learns from the mean of each channel over the patch, standardised by the
training patches. The controls are the same network with random weights, and with the values of
every kernel shuffled; the batch statistics of both are measured anew on the training patches. The
first seed tries every strength of the regression's penalty, scored on the strips between the two
regions; the others take the one that was best for their network, layer and size, which they read
from the record.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_lib import datasets, records, transfer
from course_lib.transfer import shipped

DATA = "photos"
LOAD = {"train": 4000, "validation": 1000, "test": 1000}
ARMS = ("trained", "shuffled", "random")
SEEDS = range(12)
TUNING = (0,)
SIZES = (5, 20, 100, 400)  # of each class
LAYERS = tuple(f"block{number}_pool" for number in range(1, 6))
PENALTIES = (0.001, 0.01, 0.1, 1.0)  # C of scikit-learn: small is strong
BY = ("size", "layer", "C")
SMALL = {"train": 200, "validation": 100, "test": 10}
CHEAP = {"arm": "trained", "seed": 0, "load": SMALL}
TOLERANCE = {"abs": 0.03}


def measure(arm: str, seed: int, *, data: Any) -> list[dict[str, Any]]:
    """Return the accuracy of each size, layer and penalty."""
    counts = {name: len(getattr(data, name)) for name in LOAD}
    drawn = datasets.load("photos", seed=seed, scaled=False, **counts)
    unknown = drawn.validation if seed in TUNING else drawn.test
    ranks = ranked(drawn.train.y)
    seen, unseen = (transfer.preprocess(part.x) for part in (drawn.train, unknown))
    part = answering(network(arm, seed, seen[:500]))
    seen, unseen = (part.predict(x, batch_size=250, verbose=0) for x in (seen, unseen))
    rows = []
    for size in SIZES:
        chosen = ranks[: size * drawn.n_classes]
        if len(chosen) < size * drawn.n_classes:
            continue  # the cheap part has too few
        for layer, x, x_unseen in zip(LAYERS, seen, unseen, strict=True):
            for c in PENALTIES if seed in TUNING else (best_penalty(arm, size, layer),):
                model = make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=1000))
                model.fit(x[chosen], drawn.train.y[chosen])
                accuracy = float(model.score(x_unseen, unknown.y))
                rows.append({"size": size, "layer": layer, "C": c, "accuracy": accuracy})
    return rows


def network(arm: str, seed: int, x: np.ndarray) -> keras.Model:
    """Return the network of an arm; the statistics of the controls are those of `x`."""
    if arm == "random":
        return transfer.recalibrated(shipped.network().build(seed=seed), x)
    model = transfer.vgg16(weights="cifar10")
    if arm == "trained":
        return model
    return transfer.recalibrated(transfer.shuffled(model, seed=seed), x)


def answering(model: keras.Model) -> keras.Model:
    """Return a model that gives the mean of each channel, for every layer."""
    mean = keras.layers.GlobalAveragePooling2D
    return keras.Model(model.inputs[0], [mean()(model.get_layer(la).output) for la in LAYERS])


def best_penalty(arm: str, size: int, layer: str) -> float:
    """Return the C that was best on the tuning seeds, which this record holds already."""
    held = records.load("transfer-layers")
    tried = held.where(arm=arm, size=size, layer=layer, seed=list(TUNING))
    return float(tried.table.groupby("C")["accuracy"].mean().idxmax())


def ranked(y: np.ndarray) -> np.ndarray:
    """Return the rows in an order whose beginnings hold the classes as evenly as they can."""
    place = np.empty(len(y), int)
    for label in np.unique(y):
        own = np.flatnonzero(y == label)
        place[own] = np.arange(len(own))
    return np.argsort(place, kind="stable")
