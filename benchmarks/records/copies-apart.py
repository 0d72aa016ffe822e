"""Why copies of one network agree: their common origin, or the smallness of their noise.

Two arms with the same noise: five noisy copies of one network, and one noisy copy of each of five
networks trained from seeds of their own. The second takes the common origin away and nothing else,
for the noise, and with it the accuracy of a single copy, is alike. More noise on copies of one
network, until they differ as much as the five do, keeps the origin and makes them differ.
"""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from course_lib import datasets, models, training
from course_lib.ensemble import Forward, diversity
from course_lib.noise import perturb_arrays

DATA = "mnist-5k"  # measure draws its own parts, and loads the others
SEEDS = range(10)
EPOCHS = 30  # on mnist-5k; on indian-pines LENGTH times as many
BY = ("factor",)
METRIC = "gain"
TEST_SHARE = 1 / 3
CHEAP = {"arm": "mnist-5k, of one network", "seed": 0, "epochs": 2}

MEMBERS = 5
FACTORS = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.2)
BATCH = 128
RATE = 0.003
LENGTH = 5 / 3
DRAWN: dict[str, dict[str, Any]] = {
    "mnist-5k": {"train": 3000, "validation": 500, "test": 1000},
    "indian-pines": {"train": 1800, "validation": 225, "test": 600, "regions": True},
}
ARMS = tuple(f"{name}, of {count}" for name in DRAWN for count in ("one network", "five networks"))


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return a row for each factor: a copy's accuracy, the soft vote's, and how copies differ."""
    del data
    name, _, kind = arm.partition(", of ")
    parts = datasets.load(name, seed=seed, **DRAWN[name])
    mean, deviation = (0.0, 1.0) if name == "mnist-5k" else moments(parts.train.x)
    x, y = ((parts.train.x - mean) / deviation).astype("float32"), parts.train.y
    length = epochs if name == "mnist-5k" else max(1, round(LENGTH * epochs))
    count = 1 if kind == "one network" else MEMBERS
    networks = [trained(parts, x, y, length, 100 * seed + member) for member in range(count)]
    networks *= MEMBERS // count
    forward = Forward(networks)
    seen = ((parts.test.x - mean) / deviation).astype("float32")
    rows = []
    for factor in FACTORS:
        rng = np.random.default_rng((seed, round(1000 * factor)))
        weights = [
            perturb_arrays(
                [np.asarray(value) for value in network.trainable_variables],
                factor=factor,
                seed=rng,
            )
            for network in networks
        ]
        rows.append({"factor": factor, **scored(np.stack(forward(seen, weights)), parts.test.y)})
    return rows


def moments(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and deviation of each band."""
    return x.mean(axis=0), x.std(axis=0)


def trained(parts: Any, x: np.ndarray, y: np.ndarray, length: int, place: int) -> keras.Model:
    """Return a network trained from its own seed, until its rate has come down to 0."""
    if len(parts.input_shape) == 1:
        network = models.spectral_cnn(parts.input_shape, parts.n_classes, filters=16, dense=64)
    else:
        network = models.mlp(parts.input_shape, parts.n_classes)
    model = network.build(seed=place)
    falling = keras.optimizers.schedules.CosineDecay(RATE, length * math.ceil(len(y) / BATCH))
    model.compile(
        keras.optimizers.Adam(falling), "sparse_categorical_crossentropy", jit_compile=False
    )
    training.fit(model, x, y, epochs=length, batch_size=BATCH, seed=place, reuse=True)
    return model


def scored(members: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Return the accuracy of the soft vote and of a member, and what lies between them."""
    labels = members.argmax(axis=2)
    accuracy, one = np.mean(members.mean(axis=0).argmax(axis=1) == y), np.mean(labels == y)
    return {
        "accuracy": accuracy,
        "copy_accuracy": one,
        "gain": accuracy - one,
        **diversity(labels, y)._asdict(),
    }
