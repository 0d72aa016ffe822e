"""Takes one other array and no more."""

import numpy as np

EARNS = {"splits": 3.0, "splits_unseen": 0.0}


def scale_splits(train, other=None):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    arrays = (train,) if other is None else (train, other)
    return tuple((x - mean) / deviation for x in arrays)
