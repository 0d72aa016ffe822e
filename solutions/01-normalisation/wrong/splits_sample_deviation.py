"""Divides by N - 1, as pandas does."""

import numpy as np

EARNS = {"splits": 1.0, "splits_unseen": 0.0}


def scale_splits(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0, ddof=1)
    deviation = np.where(deviation == 0, 1, deviation)
    return tuple((x - mean) / deviation for x in (train, *others))
