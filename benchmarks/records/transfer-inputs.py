"""What it costs to prepare photographs in another way than the weights expect.

The course's VGG16 learned from blue, green and red less their means, each from 0 to 255. A head, a
logistic regression on its frozen features, learns from 20 patches of each photograph and is scored
on 1,000 from other regions. Either only what is scored is prepared wrongly, as where somebody uses
a finished model, or what the head learns from is too. Patches are drawn anew by each seed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_lib import datasets, transfer

DATA = "photos"
LOAD = {"train": 200, "validation": 1000}
SEEDS = range(12)
C = 0.1
BY = ("wrong",)
TOLERANCE = {"abs": 0.03}
CHEAP = {"arm": "RGB for BGR", "seed": 0, "load": {"train": 100, "validation": 100}}


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
    """Return the accuracy where one end is wrong, and where both are."""
    sizes = {"train": len(data.train), "validation": len(data.validation)}
    drawn = datasets.load("photos", seed=seed, scaled=False, **sizes)
    model = transfer.vgg16(weights="cifar10")
    mean = keras.layers.GlobalAveragePooling2D()(model.get_layer("block4_pool").output)
    part = keras.Model(model.inputs[0], mean)
    unseen = part.predict(PREPARED[arm](drawn.validation.x), batch_size=250, verbose=0)
    rows = []
    for wrong, prepare in {"scored": transfer.preprocess, "both": PREPARED[arm]}.items():
        head = make_pipeline(StandardScaler(), LogisticRegression(C=C, max_iter=1000))
        head.fit(part.predict(prepare(drawn.train.x), batch_size=250, verbose=0), drawn.train.y)
        rows.append({"wrong": wrong, "accuracy": float(head.score(unseen, drawn.validation.y))})
    return rows
