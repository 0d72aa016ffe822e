"""Is a network needed? Seven kinds of classifier, each tuned with equally many trials.

Each seed draws training, validation and test samples anew; Indian Pines is cut by region. Every
kind gets as many random trials for every size, judged by the validation samples; the best trial's
model, as it is, is scored on the test samples.
"""

from __future__ import annotations

import warnings
from time import process_time
from typing import Any

import keras
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from course_lib import datasets, models, pooling, training

DATA = "digits"  # measure loads the others
SEEDS = range(10)
EPOCHS = 30  # of the networks on 1,000 samples; on fewer, as many steps
METRIC = "accuracy"
BY = ("size",)
CHEAP = {"arm": "digits, nearest neighbours", "seed": 0}

TRIALS = 4
BATCH = 32
DRAWN: dict[str, dict[str, Any]] = {
    "digits": {"train": 1000, "validation": 300, "test": 497},
    "mnist-5k": {"train": 1000, "validation": 500, "test": 1500},
    "indian-pines": {"train": 1800, "validation": 225, "test": 1500, "regions": True},
}
SIZES = {"digits": (100, 300, 1000), "mnist-5k": (200, 1000), "indian-pines": (225, 1800)}
KINDS = (
    "logistic regression",
    "random forest",
    "gradient boosting",
    "nearest neighbours",
    "support vector machine",
    "perceptron",
    "convolution",
)
ARMS = tuple(f"{name}, {kind}" for name in DRAWN for kind in KINDS)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each size: test accuracy of the best of the trials, and its seconds."""
    del data  # every seed draws its own
    name, _, kind = arm.partition(", ")
    parts = drawn(name, seed)
    rows = []
    for size in SIZES[name]:
        x, y = parts.train.sample(size, seed=seed)
        rng = np.random.default_rng((seed, size, KINDS.index(kind)))
        tried = [trial(kind, x, y, parts, rng, epochs, seed) for _ in range(TRIALS)]
        best = max(tried, key=lambda row: row["val_accuracy"])
        rows.append({"size": size, "scored": len(parts.test), **best})
    return rows


def drawn(name: str, seed: int) -> Any:
    """Return the parts of a seed: MNIST pooled to 14 x 14 pixels, spectra standardised."""
    whole = datasets.load(name, seed=seed, **DRAWN[name])
    if name == "digits":
        return whole
    mean, deviation = whole.train.x.mean(axis=0), whole.train.x.std(axis=0)

    def prepared(x: np.ndarray) -> np.ndarray:
        if name == "mnist-5k":
            return pooling.pool(x, 2, operation="mean")
        return ((x - mean) / deviation).astype("float32")

    splits = {key: datasets.Split(prepared(part.x), part.y) for key, part in whole.splits.items()}
    return datasets.Dataset(
        whole.name, **splits, class_names=whole.class_names, licence="", source=""
    )


def trial(
    kind: str,
    x: np.ndarray,
    y: np.ndarray,
    parts: Any,
    rng: np.random.Generator,
    epochs: int,
    seed: int,
) -> dict[str, Any]:
    """Draw one setting, fit, and score on validation and test samples."""
    if kind in ("perceptron", "convolution"):
        model, setting = network(kind, parts, rng, seed, len(x), epochs)
    else:
        model, setting = classical(kind, rng, x, seed)
    start = process_time()
    model.fit(x, y)
    fitted = process_time()
    found = model.predict_proba(parts.test.x)
    seconds = process_time() - fitted
    judged = model.predict_proba(parts.validation.x).argmax(axis=1)
    return {
        "accuracy": np.mean(found.argmax(axis=1) == parts.test.y),
        "val_accuracy": np.mean(judged == parts.validation.y),
        "log_loss": log_loss(parts.test.y, found, labels=np.arange(parts.n_classes)),
        "fit_seconds": fitted - start,
        "predict_seconds": 1000 * seconds / len(parts.test),
        "setting": ", ".join(f"{key} {value:.3g}" for key, value in setting.items()),
    }


class Flat:
    """A classifier of scikit-learn that sees each sample as one row of numbers."""

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def fit(self, x: np.ndarray, y: np.ndarray) -> None:
        """Fit, and say nothing of steps that were too few."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.estimator.fit(x.reshape(len(x), -1), y)

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Return a row of probabilities for each sample."""
        flat = x.reshape(len(x), -1)
        if not isinstance(self.estimator, SVC):
            return self.estimator.predict_proba(flat)
        # What the machine says is a vote; it has no probabilities of its own.
        votes = self.estimator.decision_function(flat)
        powers = np.exp(votes - votes.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


def classical(
    kind: str, rng: np.random.Generator, x: np.ndarray, seed: int
) -> tuple[Flat, dict[str, float]]:
    """Return an estimator with a random setting."""

    def log_uniform(low: float, high: float) -> float:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))

    setting: dict[str, Any]
    if kind == "logistic regression":
        setting = {"C": log_uniform(0.01, 100)}
        return Flat(LogisticRegression(max_iter=200, **setting)), setting
    if kind == "random forest":
        setting = {
            "max_features": log_uniform(0.03, 0.2),
            "min_samples_leaf": int(rng.choice([1, 2, 4])),
        }
        return Flat(RandomForestClassifier(100, random_state=seed, **setting)), setting
    if kind == "gradient boosting":
        setting = {
            "learning_rate": log_uniform(0.05, 0.5),
            "max_leaf_nodes": int(rng.choice([4, 8, 16])),
        }
        boosting = HistGradientBoostingClassifier(
            max_iter=40, max_bins=32, early_stopping=False, random_state=seed, **setting
        )
        return Flat(boosting), setting
    if kind == "nearest neighbours":
        setting = {"n_neighbors": int(rng.choice([1, 2, 3, 5, 9, 15]))}
        return Flat(KNeighborsClassifier(weights="distance", **setting)), setting
    spread = float(x.reshape(len(x), -1).var() * x[0].size)
    setting = {"C": log_uniform(1, 100), "gamma": log_uniform(0.1, 10) / spread}
    return Flat(SVC(**setting)), setting


class Trained:
    """A network that is fitted as a classifier of scikit-learn is."""

    def __init__(self, model: keras.Model, epochs: int, seed: int) -> None:
        self.model, self.epochs, self.seed = model, epochs, seed

    def fit(self, x: np.ndarray, y: np.ndarray) -> None:
        """Train for all epochs."""
        training.fit(
            self.model, x, y, epochs=self.epochs, batch_size=BATCH, seed=self.seed, reuse=True
        )

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Return a row of probabilities for each sample."""
        return np.asarray(self.model(x, training=False))


def network(
    kind: str, parts: Any, rng: np.random.Generator, seed: int, size: int, epochs: int
) -> tuple[Trained, dict[str, float]]:
    """Return a network with a random rate and dropout, and as many steps for every size."""
    setting = {
        "rate": float(np.exp(rng.uniform(np.log(0.001), np.log(0.01)))),
        "dropout": float(rng.choice([0.0, 0.25, 0.5])),
    }
    shape, dropout = parts.input_shape, setting["dropout"]
    if kind == "perceptron":
        built = models.mlp(shape, parts.n_classes, hidden=[128], dropout=dropout)
    elif len(shape) == 1:
        built = models.spectral_cnn(shape, parts.n_classes, filters=8, dense=64, dropout=dropout)
    else:
        built = models.cnn(shape, blocks=[8, 16], padding="same", dense=64, dense_dropout=dropout)
    model = built.build(seed=seed)
    model.compile(
        keras.optimizers.Adam(setting["rate"]),
        "sparse_categorical_crossentropy",
        jit_compile=False,
    )
    steps = epochs * (2000 if len(shape) == 1 else 1000) // BATCH  # spectra take longer
    return Trained(model, -(-steps * BATCH // size), seed), setting
