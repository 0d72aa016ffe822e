"""What noisy copies of few images buy beside plain copies, dropout, L2, shifts and flips.

All arms of a set of images take equal steps, whatever their copies, but for "once", which takes a
tenth: one pass where ten plain copies make ten. The score is the mean of the last three rounds. The
first seeds choose a rate for each arm, and the others compare.

Each seed draws photographs of its own, always from the same regions; its digits are in no other
seed's training set, and all seeds are scored on the same 900.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_lib import datasets, models, noise, pooling, training

DATA = "photos"
SEEDS = range(12)
EPOCHS = 13  # rounds
RATES = (0.001, 0.003, 0.01, 0.03)
BY = ("rate",)
CHEAP = {"arm": "photos 300, once", "seed": 0, "epochs": 2}

NETWORKS = models.trial("noise-copies")
ROUND = {300: 3000, 1000: 4000, 3000: 6000}  # images a round, by images to train on


def shifts(x: np.ndarray, *, seed: np.random.Generator, flips: bool = False) -> np.ndarray:
    """Move each image by up to two pixels, its edges repeated; mirror half of them."""
    padded = np.pad(x, [(0, 0), (2, 2), (2, 2), (0, 0)], mode="edge")
    windows = sliding_window_view(padded, x.shape[1:3], axis=(1, 2))
    down, right = seed.integers(0, 5, (2, len(x)))
    moved = np.moveaxis(windows[np.arange(len(x)), down, right], 1, -1)
    mirrored = flips & (seed.random(len(x)) < 0.5)
    return np.where(mirrored[:, None, None, None], moved[:, :, ::-1], moved)


CHANGES: dict[str, Callable[..., np.ndarray]] = {  # S2's noise; regions halved with the images
    "Gaussian": partial(noise.gaussian, std=20 / 255),
    "regional": partial(noise.regional, regions=3, size=3, reach=25 / 255),
    "salt and pepper": partial(noise.bounded_change, amount=0.1, reach=50 / 255),
    "shifts": shifts,
    "shifts and flips": partial(shifts, flips=True),
}
COPIED = ("Gaussian x 10", "regional x 10", "salt and pepper x 10")
OTHERS = ("shifts and flips x 10", "Gaussian x 3", "dropout", "L2")
ARMS = (
    *(f"photos 300, {arm}" for arm in ("plain copies", "once", *COPIED, *OTHERS)),
    *(f"digits 300, {arm}" for arm in ("plain copies", "once", *COPIED, "shifts x 10")),
    *(f"photos 3000, {arm}" for arm in ("plain copies", *COPIED, *OTHERS)),
    *(f"photos 1000, {arm}" for arm in ("plain copies", *COPIED, *OTHERS)),
)


def measure(arm: str, seed: int, *, data: Any, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the mean score of the last three rounds and the curves, a row for each rate."""
    images, _, way = arm.partition(", ")
    name, _, size = images.partition(" ")
    x, y, validation = drawn(name, int(size), seed)
    length = len(x) if way == "once" else ROUND[len(x)]
    return [
        {"rate": rate, **trained(way, x, y, validation, rate, seed, (epochs, length))}
        for rate in RATES
    ]


def drawn(name: str, size: int, seed: int) -> tuple[np.ndarray, np.ndarray, Any]:
    """Return images, labels and validation data of a seed, pooled to half their width."""
    if name == "photos":
        whole = datasets.load(name, seed=seed, train=size, validation=1000)
        x, y = whole.train
        x_held, y_held = whole.validation
    else:
        whole = datasets.load("mnist-5k")
        own, rest = slice(seed * size, (seed + 1) * size), slice(-400, None)
        x, y = whole.train.x[own], whole.train.y[own]
        x_held = np.concatenate([whole.validation.x, whole.train.x[rest]])
        y_held = np.concatenate([whole.validation.y, whole.train.y[rest]])
    x, x_held = (pooling.pool(part, 2, operation="mean") for part in (x, x_held))
    return x, y, (x_held, y_held)


def trained(
    way: str,
    x: np.ndarray,
    y: np.ndarray,
    validation: Any,
    rate: float,
    seed: int,
    shape: tuple[int, int],
) -> dict[str, Any]:
    """Train one network on the images and their copies; `shape` is rounds and images a round."""
    rng = np.random.default_rng(seed)
    x, y = enlarged(x, y, way, rng)
    total = shape[0] * shape[1]
    passes = [rng.permutation(len(x)) for _ in range(-(-total // len(x)))]
    network = NETWORKS.get(way, NETWORKS["plain"])
    model = replace(network, input_shape=x.shape[1:]).build(seed=seed)
    model.compile(
        keras.optimizers.Adam(rate),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    curves: dict[str, list[float]] = {"accuracy": [], "val_accuracy": []}
    for chosen in np.concatenate(passes)[:total].reshape(shape):
        history = training.fit(
            model,
            x[chosen],
            y[chosen],
            validation_data=validation,
            batch_size=64,
            shuffle=False,
            seed=seed,
            reuse=True,
        ).history
        for name, curve in curves.items():
            curve.append(round(history[name][-1], 4))
    return {
        "accuracy": np.mean(curves["val_accuracy"][-3:]),
        "train_accuracy": np.mean(curves["accuracy"][-3:]),
        "accuracy_curve": curves["accuracy"],
        "val_accuracy_curve": curves["val_accuracy"],
    }


def enlarged(
    x: np.ndarray, y: np.ndarray, way: str, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the images and their changed copies, made once, with their labels."""
    change, _, times = way.partition(" x ")
    if not times:
        return x, y
    changed = [CHANGES[change](x, seed=rng).astype(x.dtype) for _ in range(int(times) - 1)]
    return np.concatenate([x, *changed]), np.tile(y, int(times))
