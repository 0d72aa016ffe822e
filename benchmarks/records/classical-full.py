"""All kinds of classifier on the whole of MNIST, each tuned on a part of the training images.

Every kind has as many random trials on 5,000 of the training images, judged by 5,000 others. The
best setting is fitted once on 55,000 and scored on the 10,000 test images, the only time that these
are looked at. Seeds draw the parts, settings, weights and orders.
"""

from __future__ import annotations

from time import process_time
from typing import Any

import keras
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from course_lib import models, training

DATA = "mnist"
SEEDS = range(3)
EPOCHS = 6  # of the networks on 55,000 images; as many steps in a trial would be ten times that
METRIC = "test_accuracy"
CHEAP = {"arm": "nearest neighbours", "seed": 0, "data": "mnist-5k"}

TRIALS = 4
SMALL = 5000
BATCH = 64
ARMS = (
    "nearest neighbours",
    "perceptron",
    "logistic regression",
    "random forest",
    "convolution",
    "support vector machine",
    "gradient boosting",
)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the test accuracy of the setting that the trials chose, and the seconds it took."""
    rng = np.random.default_rng((seed, ARMS.index(arm)))
    x = np.concatenate([data.train.x, data.validation.x])
    y = np.concatenate([data.train.y, data.validation.y])
    order = np.random.default_rng(seed).permutation(len(y))
    held = min(SMALL, len(y) // 4)
    judged, kept = order[:held], order[held:]
    part = kept[:SMALL]
    start = process_time()
    tried = []
    for _ in range(TRIALS):
        setting = drawn(arm, rng)
        model = built(arm, setting, data.input_shape, seed, 2 * epochs)
        model.fit(x[part], y[part])
        tried.append((float(np.mean(model.predict(x[judged]) == y[judged])), setting))
    tuned = process_time()
    best, setting = max(tried, key=lambda trial: trial[0])
    model = built(arm, setting, data.input_shape, seed, epochs)
    model.fit(x[kept], y[kept])
    fitted = process_time()
    right = model.predict(data.test.x) == data.test.y
    return [
        {
            "test_accuracy": right.mean(),
            "trial_accuracy": best,
            "tune_seconds": tuned - start,
            "fit_seconds": fitted - tuned,
            "predict_seconds": (process_time() - fitted) * 1000 / len(right),
            "setting": ", ".join(f"{key} {value:.3g}" for key, value in setting.items()),
        }
    ]


def drawn(arm: str, rng: np.random.Generator) -> dict[str, Any]:
    """Return a random setting."""

    def log_uniform(low: float, high: float) -> float:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))

    if arm == "nearest neighbours":
        return {"n_neighbors": int(rng.choice([1, 2, 3, 5, 9, 15]))}
    if arm == "logistic regression":
        return {"C": log_uniform(0.01, 10)}
    if arm == "random forest":
        return {
            "max_features": log_uniform(0.02, 0.1),
            "min_samples_leaf": int(rng.choice([1, 2, 4])),
        }
    if arm == "support vector machine":
        return {"C": log_uniform(1, 100), "gamma": log_uniform(0.005, 0.05)}
    if arm == "gradient boosting":
        return {
            "learning_rate": log_uniform(0.1, 0.5),
            "max_leaf_nodes": int(rng.choice([8, 16, 31])),
        }
    return {"rate": log_uniform(0.0005, 0.005), "dropout": float(rng.choice([0.0, 0.25, 0.5]))}


def built(
    arm: str, setting: dict[str, Any], shape: tuple[int, ...], seed: int, epochs: int
) -> Flat | Trained:
    """Return a model of the setting, not yet fitted."""
    if arm == "nearest neighbours":
        return Flat(KNeighborsClassifier(weights="distance", **setting))
    if arm == "logistic regression":
        return Flat(LogisticRegression(max_iter=60, **setting))
    if arm == "random forest":
        return Flat(RandomForestClassifier(100, random_state=seed, **setting))
    if arm == "support vector machine":
        return Flat(SVC(cache_size=1000, **setting))
    if arm == "gradient boosting":
        return Flat(
            HistGradientBoostingClassifier(
                max_iter=60, max_bins=32, early_stopping=False, random_state=seed, **setting
            )
        )
    return Trained(arm, setting, shape, seed, epochs)


class Flat:
    """A classifier of scikit-learn that sees each image as one row of numbers."""

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def fit(self, x: np.ndarray, y: np.ndarray) -> None:
        """Fit the estimator."""
        self.estimator.fit(x.reshape(len(x), -1), y)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return a label for each image."""
        return np.asarray(self.estimator.predict(x.reshape(len(x), -1)))


class Trained:
    """A network that is fitted as a classifier of scikit-learn is."""

    def __init__(
        self, arm: str, setting: dict[str, Any], shape: tuple[int, ...], seed: int, epochs: int
    ) -> None:
        dropout = setting["dropout"]
        network = (
            models.mlp(shape, 10, hidden=[256], dropout=dropout)
            if arm == "perceptron"
            else models.cnn(shape, blocks=[16, 32], dense=64, dense_dropout=dropout)
        )
        self.model = network.build(seed=seed)
        self.model.compile(
            keras.optimizers.Adam(setting["rate"]),
            "sparse_categorical_crossentropy",
            jit_compile=False,
        )
        self.epochs, self.seed = epochs, seed

    def fit(self, x: np.ndarray, y: np.ndarray) -> None:
        """Train for all epochs."""
        training.fit(self.model, x, y, epochs=self.epochs, batch_size=BATCH, seed=self.seed)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return a label for each image."""
        return self.model.predict(x, batch_size=1000, verbose=0).argmax(axis=1)
