"""How much of the accuracy on pixels of a scene is that their neighbours were trained on.

Each seed draws S0's 2,025 training pixels of Indian Pines (250 a class, less a tenth that it
validates on), once from all pixels at random and once from regions apart, and scores the same three
classifiers on 2,000 test pixels of the same kind of split. A fourth sees no spectrum at all: it
names the class of the nearest training pixel on the map.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from course_lib import datasets, models, training

DATA = "indian-pines"  # measure draws the splits
SEEDS = range(10)
EPOCHS = 60  # of the perceptron
METRIC = "accuracy"
BY = ("kind",)
TEST_SHARE = 2000 / 2025
CHEAP = {"arm": "regions", "seed": 0, "epochs": 3}
TOLERANCE = {"abs": 0.03}
ARMS = ("random pixels", "regions")


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return test and validation accuracy of each kind of classifier."""
    del data  # every seed draws its own
    whole = numbered(datasets.load("indian-pines", seed=seed, test=2000, regions=arm == "regions"))
    mean, deviation = whole["train"][0].mean(axis=0), whole["train"][0].std(axis=0)
    parts = {
        name: (((x - mean) / deviation).astype("float32"), y, at)
        for name, (x, y, at) in whole.items()
    }
    rows = []
    for kind in ("support vector machine", "random forest", "perceptron", "map alone"):
        column = 2 if kind == "map alone" else 0
        said = fitted(kind, parts["train"][column], parts["train"][1], seed, epochs)
        found = {
            name: float(np.mean(said(part[column]) == part[1])) for name, part in parts.items()
        }
        rows.append({"kind": kind, "accuracy": found["test"], "val_accuracy": found["validation"]})
    return rows


def numbered(data: Any) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return spectra, labels and places on the map; a spectrum tells its place."""
    scene = datasets.scene("indian-pines")
    spectra, _ = scene.pixels()
    places = np.argwhere(scene.labels > 0)
    known = {tuple(x): place for x, place in zip(spectra, places, strict=True)}
    found = {}
    for name, part in data.splits.items():
        counts = np.round(part.x * 10_000).astype(spectra.dtype)
        found[name] = part.x, part.y, np.array([known[tuple(x)] for x in counts])
    return found


def fitted(kind: str, x: np.ndarray, y: np.ndarray, seed: int, epochs: int) -> Any:
    """Return what names the classes, fitted."""
    if kind == "perceptron":
        network = models.mlp(x.shape[1:], 9, hidden=[128], dropout=0.25).build(seed=seed)
        network.compile(
            keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", jit_compile=False
        )
        training.fit(network, x, y, epochs=epochs, batch_size=32, seed=seed, reuse=True)
        return lambda samples: np.asarray(network(samples)).argmax(axis=1)
    estimator = {
        "support vector machine": SVC(C=30, gamma=0.005),
        "random forest": RandomForestClassifier(100, random_state=seed),
        "map alone": KNeighborsClassifier(1),
    }[kind]
    return estimator.fit(x, y).predict
