"""How well a head seems to do where twins of its training patches are among those it is scored on.

Of each photograph 20 patches, and of each patch nine twins (flipped, shifted by up to four pixels).
A logistic regression learns from frozen features of the course's VGG16 on three quarters of what
there is and is scored on the rest. The arms split before the twins are made, or after. New patches
of the same regions show what each head is worth. "gap_plain" scores those patches of the rest alone
that are no twins themselves: they differ from the new ones in nothing but the twins that some of
them have among what the head learned from.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_lib import datasets, transfer

DATA = "photos"
LOAD = {"train": 1200, "validation": 10}
ARMS = ("split before", "split after")
SEEDS = range(12)
EACH, TWINS, C = 20, 9, 0.1
METRIC = "gap"
TOLERANCE = {"rel": 0.05, "abs": 0.04}
CHEAP = {"arm": "split after", "seed": 0, "load": {"train": 300, "validation": 10}}


def measure(arm: str, seed: int, *, data: Any) -> list[dict[str, Any]]:
    """Return what the head seems worth, what it is worth, and the gap between them."""
    sizes = {"train": len(data.train), "validation": len(data.validation)}
    drawn = datasets.load("photos", seed=seed, scaled=False, **sizes)
    rng = np.random.default_rng((seed, 12))
    order = np.argsort(drawn.train.y, kind="stable").reshape(drawn.n_classes, -1)
    own, fresh = order[:, :EACH].ravel(), order[:, EACH:].ravel()
    y = drawn.train.y[own]
    known = np.arange(len(own)).reshape(drawn.n_classes, EACH)
    scored = np.zeros(len(own), bool)
    for rows in known:
        scored[rng.choice(rows, EACH // 4, replace=False)] = True
    patches = np.concatenate(
        [drawn.train.x[own]] + [twins(drawn.train.x[own], rng) for _ in range(TWINS)]
    )
    labels = np.tile(y, 1 + TWINS)
    held_out = np.tile(scored, 1 + TWINS)
    if arm == "split after":
        held_out = rng.permutation(held_out)
    model = transfer.vgg16(weights="cifar10")
    x = features(model, patches)
    head = make_pipeline(StandardScaler(), LogisticRegression(C=C, max_iter=1000))
    head.fit(x[~held_out], labels[~held_out])
    plain = np.flatnonzero(held_out)
    plain = plain[plain < len(own)]
    seems = float(head.score(x[held_out], labels[held_out]))
    seems_plain = float(head.score(x[plain], labels[plain]))
    worth = float(head.score(features(model, drawn.train.x[fresh]), drawn.train.y[fresh]))
    return [
        {
            "seems": seems,
            "seems_plain": seems_plain,
            "worth": worth,
            "gap": seems - worth,
            "gap_plain": seems_plain - worth,
        }
    ]


def features(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """Return the mean of each channel of the last pooling but one."""
    mean = keras.layers.GlobalAveragePooling2D()(model.get_layer("block4_pool").output)
    part = keras.Model(model.inputs[0], mean)
    return part.predict(transfer.preprocess(images), batch_size=250, verbose=0)


def twins(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return each image flipped with probability a half and shifted by up to four pixels."""
    padded = np.pad(images, ((0, 0), (4, 4), (4, 4), (0, 0)), mode="reflect")
    found = []
    for image in padded:
        row, column = rng.integers(0, 9, 2)
        part = image[row : row + 32, column : column + 32]
        found.append(part[:, ::-1] if rng.random() < 0.5 else part)
    return np.stack(found)
