"""How the course's VGG16 does on the test images of its own task, rightly and wrongly prepared.

The weights' own ten classes, on the test images near CIFAR-10 (a JPEG copy), which nothing was
chosen by. The confidence is the mean of the largest probability, and the calibration error how far
it is from the accuracy over ten bins. Each seed is a fifth of the images, which no other seed has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from course_lib import calibration, transfer

DATA = "cifar10"
LOAD = {"scaled": False}
SEEDS = range(5)
TOLERANCE = {"rel": 0.05, "abs": 0.03}
CHEAP = {
    "arm": "RGB for BGR",
    "seed": 0,
    "data": "photos",
    "load": {"scaled": False, "train": 10, "validation": 10, "test": 500},
}


def resized(x: np.ndarray) -> np.ndarray:
    """Return images as 32 x 32, whatever their proportions were."""
    made = keras.ops.image.resize(x.astype(np.float32), (32, 32), interpolation="bilinear")
    return np.clip(keras.ops.convert_to_numpy(made), 0, 255)


PREPARED: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as expected": transfer.preprocess,
    "RGB for BGR": lambda x: transfer.preprocess(x)[..., ::-1],
    "means left in": lambda x: x[..., ::-1].astype(np.float32),
    "0 to 1": lambda x: transfer.preprocess(x) / 255,
    "0 to 1, then means": lambda x: x[..., ::-1] / 255 + transfer.preprocess(x * 0),
    "middle cut, squeezed": lambda x: transfer.preprocess(resized(x[:, :, 4:28])),
    "middle cut": lambda x: transfer.preprocess(resized(x[:, 4:28, 4:28])),
}
ARMS = tuple(PREPARED)


def measure(arm: str, seed: int, *, data: Any) -> list[dict[str, Any]]:
    """Return accuracy, confidence, its error, and the confidence where the answer is wrong."""
    order = np.random.default_rng(0).permutation(len(data.test))
    rows = np.array_split(order, len(SEEDS))[seed]
    x, y = data.test.x[rows], data.test.y[rows]
    model = transfer.vgg16(weights="cifar10")
    answers = model.predict(PREPARED[arm](x), batch_size=250, verbose=0)
    right = answers.argmax(axis=1) == y
    return [
        {
            "accuracy": float(right.mean()),
            "confidence": float(answers.max(axis=1).mean()),
            "calibration_error": float(calibration.calibration_error(answers, y)),
            "confidence_wrong": float(answers.max(axis=1)[~right].mean()),
        }
    ]
