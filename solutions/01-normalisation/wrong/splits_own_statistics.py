"""Each array is scaled by its own statistics, as if it came alone."""

import numpy as np

EARNS = {"splits": 1.5, "splits_unseen": 0.0}


def scale_splits(train, *others):
    def scale(x):
        deviation = x.std(axis=0)
        return (x - x.mean(axis=0)) / np.where(deviation == 0, 1, deviation)

    return tuple(scale(x) for x in (train, *others))
