"""What one network's noisy copies, voting beside it, know more than it does: S0's question.

Every seed draws its own training, validation and test samples and trains one network. It is scored
alone, and with copies whose every weight tensor has Gaussian noise of its own deviation times a
factor: five factors, 1 to 16 copies, hard and soft votes. The pixels are cut by region and, as S0
cuts them, one by one.
"""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
from sklearn.metrics import log_loss

from course_lib import calibration, datasets, models, training
from course_lib.ensemble import NoisyEnsemble, diversity

DATA = "mnist-5k"  # measure draws its own parts, and loads the others
SEEDS = range(10)
EPOCHS = 30  # on mnist-5k; the others by LENGTHS
BY = ("factor", "copies", "vote")
TEST_SHARE = 1 / 3
CHEAP = {"arm": "mnist-5k", "seed": 0, "epochs": 2}

FACTORS = (0.05, 0.1, 0.2, 0.4, 0.8)  # S0's is 0.1
COPIES = (1, 4, 16)  # S0 takes 4
BATCH = 128
RATE = 0.003
REGIONS, PIXELS = "indian-pines, by region", "indian-pines, by pixel"
ARMS = ("mnist-5k", REGIONS, PIXELS)
LENGTHS = {"mnist-5k": 1.0, REGIONS: 5 / 3, PIXELS: 5 / 3}
PINES = {"train": 1800, "validation": 225, "test": 600}
DRAWN: dict[str, dict[str, Any]] = {
    "mnist-5k": {"train": 3000, "validation": 500, "test": 1000},
    REGIONS: PINES | {"regions": True},
    PIXELS: PINES,
}


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for the network alone, and one for each factor, number of copies and vote."""
    del data
    model, part = trained(arm, seed, max(1, round(LENGTHS[arm] * epochs)))
    together = NoisyEnsemble(model, copies=max(COPIES), seed=seed)
    original = together.member_probabilities(part.x)[:1]
    rows = [{"factor": 0.0, "copies": 0, "vote": "alone", **scored(original, "soft", part)}]
    for factor in FACTORS:
        together.set_params(factor=factor).fit()
        members = together.member_probabilities(part.x)
        for copies in COPIES:
            for vote in ("soft", "hard"):
                found = scored(members[: 1 + copies], vote, part)
                rows.append({"factor": factor, "copies": copies, "vote": vote, **found})
    return rows


def scored(members: np.ndarray, vote: str, part: Any) -> dict[str, float]:
    """Return what a vote of the original and its copies is worth, and how far they differ.

    A tie of hard votes goes to the larger summed probability.
    """
    labels, soft, y = members.argmax(axis=2), members.mean(axis=0), part.y
    counts = np.eye(members.shape[2])[labels].sum(axis=0)
    answers = (soft if vote == "soft" else counts + 0.001 * soft).argmax(axis=1)
    changed = answers != labels[0]
    row = {
        "accuracy": np.mean(answers == y),
        "log_loss": math.nan,
        "calibration": math.nan,
        "changed": np.mean(changed),
        "mended": np.mean(changed & (answers == y)),
        "spoiled": np.mean(changed & (labels[0] == y)),
    }
    if vote == "soft":  # the shares of hard votes are no probabilities
        row["log_loss"] = log_loss(y, soft, labels=np.arange(soft.shape[1]))
        row["calibration"] = calibration.calibration_error(soft, y)
    several = len(members) > 1
    spread = diversity(labels, y)._asdict() if several else {}
    row["copy_accuracy"] = np.mean(labels[1:] == y) if several else math.nan
    return row | {key: spread.get(key, math.nan) for key in ("disagreement", "q")}


def trained(arm: str, seed: int, epochs: int) -> tuple[keras.Model, Any]:
    """Return the trained network, and the samples to score, scaled as those trained on."""
    name = arm.split(",")[0]
    parts = datasets.load(name, seed=seed, **DRAWN[arm])
    if name == "mnist-5k":
        mean, deviation = np.zeros(1), np.ones(1)
        network = models.mlp(parts.input_shape, parts.n_classes)
    else:
        mean, deviation = parts.train.x.mean(axis=0), parts.train.x.std(axis=0)
        network = models.spectral_cnn(parts.input_shape, parts.n_classes, filters=16, dense=64)

    def scaled(x: np.ndarray) -> np.ndarray:
        return ((x - mean) / deviation).astype("float32")

    model = network.build(seed=seed)
    steps = epochs * math.ceil(len(parts.train) / BATCH)
    falling = keras.optimizers.schedules.CosineDecay(RATE, steps)
    model.compile(
        keras.optimizers.Adam(falling), "sparse_categorical_crossentropy", jit_compile=False
    )
    training.fit(
        model,
        scaled(parts.train.x),
        parts.train.y,
        epochs=epochs,
        batch_size=BATCH,
        seed=seed,
        reuse=True,
    )
    return model, datasets.Split(scaled(parts.test.x), parts.test.y)
