"""Counts the lower end to a bin, as np.digitize does."""

import numpy as np

EARNS = {"reliability": 2.5}

right = reliability  # noqa: F821 - the solution's


def reliability(p, y, bins):
    p = np.asarray(p, float)
    confidence, correct = p.max(axis=1), p.argmax(axis=1) == y
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    table = np.zeros((bins, 3))
    for i in range(bins):
        own = place == i
        if own.any():
            table[i] = own.sum(), confidence[own].mean(), correct[own].mean()
    return table
