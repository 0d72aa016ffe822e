"""Which models say how sure they may be, and what one number, fitted apart, puts right.

Each seed draws the samples anew and trains six models on 1,000 digits. Their probabilities on the
test samples are scored as they are, and once more after the temperature that suits the validation
samples. Noise is then added to the test images: does a model's confidence notice?
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from course_lib import calibration, datasets, models, noise, pooling, training

DATA = "mnist-5k"  # measure draws the splits
SEEDS = range(20)
EPOCHS = 20  # of the network that is not overtrained
METRIC = "log_loss"
BY = ("noise", "temperature_fitted")
TEST_SHARE = 2.0
CHEAP = {"arm": "network", "seed": 0, "epochs": 5}
TOLERANCE = {"abs": 0.03}

BATCH = 32
SCALES = (0.0, 0.25, 0.5, 1.0)
BINS = (5, 10, 15, 30, 60)
ARMS = (
    "logistic regression",
    "random forest",
    "gradient boosting",
    "network",
    "network with dropout",
    "network, overtrained",
)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the scores of the probabilities, by noise on the test images and by temperature."""
    del data  # every seed draws its own
    drawn = datasets.load("mnist-5k", seed=seed, train=1000, validation=500, test=2000)
    x, x_validation = small(drawn.train.x), small(drawn.validation.x)
    said = fitted(arm, x, drawn.train.y, seed, epochs)
    scaling = calibration.TemperatureScaling().fit(said(x_validation), drawn.validation.y)
    rows = []
    for scale in SCALES:
        noisy = noise.gaussian(drawn.test.x, std=scale, seed=seed) if scale else drawn.test.x
        found = said(small(noisy))
        for name, probabilities in (("no", found), ("yes", scaling.predict_proba(found))):
            row = scored(probabilities, drawn.test.y)
            rows.append(
                {
                    "noise": scale,
                    "temperature_fitted": name,
                    "temperature": scaling.temperature_,
                    **row,
                }
            )
    return rows


def small(x: np.ndarray) -> np.ndarray:
    """Pool images to 14 x 14 pixels."""
    return pooling.pool(x, 2, operation="mean")


def scored(probabilities: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Return accuracy, mean confidence and four measures of the probabilities."""
    right = probabilities.argmax(axis=1) == y
    own = np.maximum(probabilities[np.arange(len(y)), y], 1e-7)
    one_hot = np.eye(probabilities.shape[1])[y]
    errors = {
        f"error_{bins}": calibration.calibration_error(probabilities, y, bins=bins) for bins in BINS
    }
    return {
        "accuracy": right.mean(),
        "confidence": probabilities.max(axis=1).mean(),
        "log_loss": -np.log(own).mean(),
        "brier": ((probabilities - one_hot) ** 2).sum(axis=1).mean(),
        **errors,
    }


def fitted(arm: str, x: np.ndarray, y: np.ndarray, seed: int, epochs: int) -> Any:
    """Return what gives the probabilities of the arm's model, fitted."""
    if not arm.startswith("network"):
        flat = x.reshape(len(x), -1)
        model = {
            "logistic regression": LogisticRegression(max_iter=300),
            "random forest": RandomForestClassifier(200, random_state=seed),
            "gradient boosting": HistGradientBoostingClassifier(
                learning_rate=0.3, max_leaf_nodes=8, max_bins=32, max_iter=60, random_state=seed
            ),
        }[arm].fit(flat, y)
        return lambda images: model.predict_proba(images.reshape(len(images), -1))
    dropout = 0.5 if "dropout" in arm else 0.0
    network = models.mlp(x.shape[1:], 10, hidden=[128], dropout=dropout).build(seed=seed)
    network.compile(
        keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", jit_compile=False
    )
    length = 10 * epochs if "overtrained" in arm else 2 * epochs if dropout else epochs
    training.fit(network, x, y, epochs=length, batch_size=BATCH, seed=seed, reuse=True)
    return lambda images: np.asarray(network(images, training=False))
