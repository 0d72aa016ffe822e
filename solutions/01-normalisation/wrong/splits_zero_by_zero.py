"""A constant column is divided by 0."""

import numpy as np

EARNS = {"splits": 2.5, "splits_unseen": 0.5}


def scale_splits(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    with np.errstate(all="ignore"):
        return tuple((x - mean) / deviation for x in (train, *others))
