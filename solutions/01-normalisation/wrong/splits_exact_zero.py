"""Asks whether the deviation is exactly 0, which rounding prevents."""

import numpy as np

EARNS = {"splits": 3.0, "splits_unseen": 0.5}


def scale_splits(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    return tuple((x - mean) / deviation for x in (train, *others))
