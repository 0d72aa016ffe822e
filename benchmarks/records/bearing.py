"""What makes a spectral network bear noise on its weights, at which accuracy without it.

S0's plan at a twelfth of its kernels, plain, and with one thing changed an arm: noise on the
weights in training, dropout, L2, twice the width, stopping at the lowest validation loss. Each arm
has its own best rate, chosen by the validation accuracy on the first seed. Each seed draws a split
of its own. Scored on 600 test pixels: without noise, with noise on the weights in the mean over ten
draws, and with Gaussian noise on the pixels, which are scaled to 0 to 1.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from course_lib import models, noise, pipeline, records, robustness, training

DATA = "indian-pines"
SEEDS = range(14)
TUNING = (0,)
EPOCHS = 80
RATES = (0.001, 0.003, 0.01)
BY = ("rate",)
DRAWS = 10
SCORED = 600
TEST_SHARE = SCORED / 2025
CHEAP = {"arm": "weight noise 0.2", "seed": 0, "epochs": 1}
TOLERANCE = {"rel": 0.05, "abs": 0.05}

NETWORKS = models.trial("bearing")
ARMS = (
    "plain",
    "weight noise 0.1",
    "weight noise 0.2",
    "dropout",
    "L2",
    "wide",
    "stopped early",
)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return scores without noise and under noise, a row for each rate."""
    prepared = pipeline.prepare(over="feature", seed=seed)
    rates = RATES if seed in TUNING else (best_rate(arm),)
    if epochs == 1:
        rates = rates[:1]
    return [{"rate": rate, **scores(arm, seed, prepared.data, rate, epochs)} for rate in rates]


def scores(arm: str, seed: int, data: Any, rate: float, epochs: int) -> dict[str, Any]:
    """Train one network and return its scores."""
    outer, model = built(arm, seed)
    outer.compile(
        keras.optimizers.Adam(rate),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    stop = keras.callbacks.EarlyStopping("val_loss", patience=15, restore_best_weights=True)
    history = training.fit(
        outer,
        *data.train,
        validation_data=tuple(data.validation),
        epochs=epochs,
        batch_size=64,
        callbacks=[stop] if arm == "stopped early" else [],
        seed=seed,
        reuse=outer is model,
    ).history
    x, y = data.test.sample(SCORED, seed=seed)
    weights = robustness.under_noise(
        model, x, y, factors=[0, 0.05, 0.1, 0.2, 0.5], draws=DRAWS, seed=seed
    )
    by_factor = weights.groupby("factor")["accuracy"].mean()
    (_, train_accuracy) = outer.evaluate(*data.train, batch_size=500, verbose=0)
    return {
        "accuracy": float(by_factor[0]),
        "val_accuracy": float(np.mean(history["val_accuracy"][-10:])),
        "train_accuracy": train_accuracy,
        **{f"weights_{factor}": float(by_factor[factor]) for factor in (0.05, 0.1, 0.2, 0.5)},
        **{f"pixels_{std}": noisy_pixels(model, x, y, std, seed) for std in (0.02, 0.05, 0.1)},
        "epochs_run": len(history["loss"]),
        "val_accuracy_curve": [round(value, 4) for value in history["val_accuracy"]],
    }


def built(arm: str, seed: int) -> tuple[Any, Any]:
    """Return the model to train and the network in it, which are one but for noise on weights."""
    kind, _, factor = arm.partition(" noise ")
    if factor:
        model = robustness.with_weight_noise(NETWORKS["plain"], float(factor))(seed)
        return model, model.get_layer("noisy").network
    model = NETWORKS.get(kind, NETWORKS["plain"]).build(seed=seed)
    return model, model


def noisy_pixels(model: Any, x: np.ndarray, y: np.ndarray, std: float, seed: int) -> float:
    """Return the accuracy with Gaussian noise on the pixels, in the mean over ten draws."""
    draws = np.random.default_rng([seed, 1])
    noisy = np.concatenate([noise.gaussian(x, std=std, seed=draws) for _ in range(DRAWS)])
    answers = model.predict(noisy, batch_size=2000, verbose=0).argmax(axis=1)
    return float((answers == np.tile(y, DRAWS)).mean())


def best_rate(arm: str) -> float:
    """Return the rate of the highest validation accuracy on the seeds of TUNING."""
    tried = records.load("bearing").table
    tried = tried[(tried["arm"] == arm) & tried["seed"].isin(TUNING)]
    return float(tried.groupby("rate")["val_accuracy"].mean().idxmax())
