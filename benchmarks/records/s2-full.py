"""What S2's experiment gives at its own size, as it was done, and with the labels kept.

The data are near to CIFAR-10, not the same (a JPEG of it). "Apart" is the document: images and
labels of the training set shuffled apart, pixels from 0 to 255. "Kept" differs in the labels alone,
"scaled" has pixels from 0 to 1 besides. All arms of a size see as many images: tenfold copies, made
once, in two epochs of 15,000 images or five of 6,000. Beside them stand the images "once", five
epochs of the 6,000, and "longer", the document's 40 epochs without noise. As in S2 the rest of the
training images joins the test set, with the labels that it has got.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import keras
import numpy as np

from course_lib import models, noise, training
from course_lib.datasets import Dataset, nearest_neighbor

DATA = "cifar10"
SEEDS = range(3)
EPOCHS = 10  # rounds
CHEAP = {
    "arm": "6000, scaled, regional",
    "seed": 0,
    "epochs": 1,
    "data": "photos",
    "load": {"train": 150, "validation": 50, "test": 50},
}

COPIES = 10
NOISE = {
    "plain copies": lambda x, seed: x,
    "regional": partial(noise.regional, regions=3, size=5, reach=25.0),
    "salt and pepper": partial(noise.bounded_change, amount=0.1, reach=50.0),
    "Gaussian": partial(noise.gaussian, std=20.0),
}
BATCH = {6000: 64, 15000: 128, 50000: 64}
FOLLOWED = 2000  # test images that are scored after each round; all are after the last
PASSES = {6000: 5, 15000: 2, 50000: 1}  # over the images, a round
WAYS = ("apart", "kept", "scaled")
UNCHANGED = ("once", "longer", "larger network")  # the images as they are
ARMS = (
    *(f"6000, {way}, once" for way in WAYS),
    *(f"15000, {way}, {kind}" for way in WAYS for kind in NOISE),
    *(f"6000, {way}, {kind}" for way in WAYS for kind in NOISE),
    "15000, apart, longer",
    *(f"50000, {way}, larger network" for way in WAYS),
)


def measure(arm: str, seed: int, *, data: Dataset, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Return the accuracy on S2's test set and on its rightly labelled part, and the curves."""
    size_text, way, kind = arm.split(", ")
    size = int(size_text)
    rng = np.random.default_rng(seed)
    x = 255 * np.concatenate([data.train.x, data.validation.x])
    y = np.concatenate([data.train.y, data.validation.y])
    x = x[rng.permutation(len(x))] if way == "apart" else x
    order = rng.permutation(len(x)) if way != "apart" else np.arange(len(x))
    x, y = x[order], y[order]
    count = size if len(x) >= 50_000 else len(x) // 2
    unit = 255.0 if way == "scaled" else 1.0
    network = models.named("s2-vgg" if kind == "larger network" else "s2-cnn")
    model = network.build(seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    x_right, y_right = 255 * data.test.x / unit, data.test.y
    some = x_right[:FOLLOWED], y_right[:FOLLOWED]
    curves: dict[str, list[float]] = {"accuracy": [], "val_accuracy": [], "loss": []}
    rounds, passes = epochs, PASSES[size]
    if kind == "longer":
        rounds *= 2
    elif kind == "once":
        rounds, passes = max(rounds // 2, 1), 1
    copies = 1 if kind in UNCHANGED else COPIES
    for places in _order(count * copies, rounds * passes * count, rng).reshape(rounds, -1):
        history = training.fit(
            model,
            _copies(x[:count], kind, places, seed) / unit,
            y[places % count],
            validation_data=some,
            batch_size=BATCH[size],
            shuffle=False,
            seed=seed,
            reuse=True,
        ).history
        for name, curve in curves.items():
            curve.append(history[name][-1])
    rest = _accuracy(model, x[count:] / unit, y[count:]) if count < len(x) else 0.0
    share = (len(x) - count) / (len(x) - count + len(y_right))
    on_right = _accuracy(model, x_right, y_right)
    return [
        {
            "accuracy": share * rest + (1 - share) * on_right,
            "right_labels": on_right,
            "train_accuracy": curves["accuracy"][-1],
            "first_loss": curves["loss"][0],
            "agreement": np.mean(y[nearest_neighbor(x[:2000])] == y[:2000]),
            "accuracy_curve": curves["accuracy"],
            "val_accuracy_curve": curves["val_accuracy"],
        }
    ]


def _order(count: int, total: int, rng: np.random.Generator) -> np.ndarray:
    """Return `total` places: pass after pass over all copies, each in an order of its own."""
    passes = [rng.permutation(count) for _ in range(-(-total // count))]
    return np.concatenate(passes)[:total]


def _copies(x: np.ndarray, kind: str, places: np.ndarray, seed: int) -> np.ndarray:
    """Return the copies at these places; the first is plain, each other the same at each call."""
    number, image = np.divmod(places, len(x))
    result = x[image]
    for copy in range(1, number.max() + 1):
        chosen = number == copy
        change = NOISE[kind](x, seed=np.random.default_rng([seed, copy]))
        result[chosen] = change[image[chosen]]
    return result


def _accuracy(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    return float(np.mean(model.predict(x, batch_size=1000, verbose=0).argmax(axis=1) == y))
