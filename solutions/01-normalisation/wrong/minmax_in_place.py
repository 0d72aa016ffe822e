"""Changes the caller's array; for integers that is not even possible."""

import numpy as np

EARNS = {"minmax": 2.0}


def minmax_scale(x):
    x -= x.min(axis=0)
    largest = x.max(axis=0)
    x /= np.where(largest > 0, largest, 1)
    return x
