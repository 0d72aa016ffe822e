"""By scikit-learn where it has the thing, and Keras alone for the runs."""

import keras
import numpy as np
import pandas as pd
from sklearn.metrics import pairwise_distances
from sklearn.model_selection import GroupShuffleSplit
from sklearn.utils import shuffle

EARNS = {"shuffled": 2.0, "agreement": 3.0, "put_aside": 2.0, "copy_runs": 3.0}


def shuffled(x, y, seed):
    return shuffle(x, y, random_state=seed)


def agreement(x, y):
    rows = x.reshape(len(x), -1) / 255.0
    near = (pairwise_distances(rows) + 1e6 * np.eye(len(rows))).argmin(axis=1)
    shares = pd.Series(y).value_counts(normalize=True)
    return (y[near] == y).mean(), (shares**2).sum()


def labels_belong(x, y):
    rows = x.reshape(len(x), -1) / 255.0
    near = (pairwise_distances(rows) + 1e6 * np.eye(len(rows))).argmin(axis=1)
    rng = np.random.default_rng(0)
    orders = [rng.permutation(y) for _ in range(999)]
    drawn = [np.mean(other[near] == other) for other in orders]
    return bool(np.mean(y[near] == y) > max(drawn))


def put_aside(family, share, seed):
    wanted = round(share * len(np.unique(family)))
    split = GroupShuffleSplit(n_splits=1, test_size=wanted, random_state=seed)
    _, chosen = next(split.split(family, groups=family))
    aside = np.zeros(len(family), bool)
    aside[chosen] = True
    return aside


def copy_runs(data, seeds):
    x, y = data["train"]
    rows = []
    for seed in seeds:
        clones = np.concatenate([x] + [regional(x, 0.1, [seed, k]) for k in range(4)])  # noqa: F821
        sets = [("once", x), ("plain copies", np.tile(x, (5, 1, 1, 1))), ("noisy copies", clones)]
        for arm, images in sets:
            keras.utils.set_random_seed(seed)
            model = network(x.shape[1:]).build(seed=seed)  # noqa: F821 - the notebook's
            model.compile(
                keras.optimizers.Adam(0.003),
                keras.losses.SparseCategoricalCrossentropy(),
                metrics=["accuracy"],
            )
            labels = np.tile(y, len(images) // len(x))
            model.fit(images, labels, epochs=6, batch_size=20, verbose=0)
            _, accuracy = model.evaluate(*data["validation"], verbose=0)
            rows.append({"arm": arm, "seed": seed, "val_accuracy": accuracy})
            rows[-1]["images_seen"] = 6 * len(images)
    return pd.DataFrame(rows)
