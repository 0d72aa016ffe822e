"""What a shift of 1 to 4 pixels costs networks that have learned from centred digits.

A digit is shifted in every direction whose larger part is the distance; what leaves the image is
lost, and zeros come in. Arms with shifts see each training image shifted anew in every epoch, each
of the 81 shifts as likely, for as many steps. The first seeds try every rate; the others take the
rate that was best for their arm: on centred digits without shifts, on all distances with them.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import experiments, models, records, training

DATA = "mnist-5k"
NETWORKS = models.trial("shifted-digits")
ARMS = (
    *("MLP", "CNN", "CNN, three convolutions", "CNN, global pooling"),
    *("MLP, trained on shifts", "CNN, trained on shifts"),
)
SEEDS = range(12)
TUNING = (0, 1)
EPOCHS = 24
RATES = {
    "MLP": (0.001, 0.003, 0.01, 0.03),
    "CNN": (0.001, 0.003, 0.01, 0.03),
    "CNN, three convolutions": (0.001, 0.003, 0.01, 0.03),
    "CNN, global pooling": (0.001, 0.003, 0.01, 0.03),
    "MLP, trained on shifts": (0.0003, 0.001, 0.003, 0.01),
    "CNN, trained on shifts": (0.001, 0.003, 0.01, 0.03),
}
BY = ("distance", "rate")
TEST_SHARE = 500 / 4000  # each seed draws the split anew
CHEAP = {"arm": "MLP, trained on shifts", "seed": 0, "epochs": 1}

FARTHEST = 4
STEPS = range(-FARTHEST, FARTHEST + 1)
SHIFTS = np.array([(down, right) for down in STEPS for right in STEPS])
DISTANCE = np.abs(SHIFTS).max(axis=1)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each rate and distance, with the curves on digits shifted alike."""
    name, _, kind = arm.partition(", trained")
    drawn = experiments.resampled(data, seed=seed)
    rows = []
    for rate in RATES[arm] if seed in TUNING else (best_rate(arm),):
        model = NETWORKS[name].build(seed=seed)
        model.compile(
            keras.optimizers.Adam(rate),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
            jit_compile=False,
        )
        curves = trained(model, drawn, bool(kind), seed, epochs)
        by_shift = np.array([accuracy(model, drawn.validation, shift) for shift in SHIFTS])
        by_distance = [by_shift[distance == DISTANCE].mean() for distance in range(FARTHEST + 1)]
        tuned_on = by_shift.mean() if kind else by_distance[0]
        rows += [
            {
                "distance": distance,
                "rate": rate,
                "accuracy": float(score),
                "tuned_on": float(tuned_on),
                **(curves if distance == 0 else {}),
            }
            for distance, score in enumerate(by_distance)
        ]
    return rows


def best_rate(arm: str) -> float:
    """Return the rate that was best on the tuning seeds, which this record holds already."""
    tried = records.load("shifted-digits").where(arm=arm, distance=0, seed=list(TUNING))
    return float(tried.summary("tuned_on")["mean"].idxmax()[-1])


def trained(
    model: keras.Model, drawn: Any, shifts: bool, seed: int, epochs: int
) -> dict[str, list[float]]:
    """Train epoch by epoch, on fresh shifts or on centred digits, scored on digits of the kind."""
    rng = np.random.default_rng([seed, 4])
    x_validation = shifted(drawn.validation.x, rng) if shifts else drawn.validation.x
    curves: dict[str, list[float]] = {"accuracy_curve": [], "val_accuracy_curve": []}
    for epoch in range(epochs):
        history = training.fit(
            model,
            shifted(drawn.train.x, rng) if shifts else drawn.train.x,
            drawn.train.y,
            validation_data=(x_validation, drawn.validation.y),
            batch_size=64,
            reuse=True,
            seed=1000 * seed + epoch,
        ).history
        curves["accuracy_curve"].append(round(history["accuracy"][0], 4))
        curves["val_accuracy_curve"].append(round(history["val_accuracy"][0], 4))
    return curves


def shifted(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return each image shifted on its own, every shift as likely."""
    moved = np.empty_like(x)
    drawn = rng.integers(len(SHIFTS), size=len(x))
    for number, shift in enumerate(SHIFTS):
        moved[drawn == number] = moved_by(x[drawn == number], *shift)
    return moved


def moved_by(x: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return the images moved, with zeros where nothing comes in."""
    padded = np.pad(x, [(0, 0), (FARTHEST, FARTHEST), (FARTHEST, FARTHEST), (0, 0)])
    top, left = FARTHEST - down, FARTHEST - right
    return padded[:, top : top + x.shape[1], left : left + x.shape[2]]


def accuracy(model: keras.Model, split: Any, shift: np.ndarray) -> float:
    """Return the share of images that are named rightly after one shift."""
    predicted = model.predict_on_batch(moved_by(split.x, *shift)).argmax(axis=1)
    return float((predicted == split.y).mean())
