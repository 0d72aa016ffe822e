"""Counts the pixels that are there, and lets one NaN spoil its window."""

import numpy as np
from skimage.measure import block_reduce

EARNS = {"block_mean": 2.5, "block_mean_unseen": 1.0}


def block_mean(x, k):
    x = x.astype(float)
    sums = block_reduce(x, (k, k, 1), np.sum)
    return sums / block_reduce(np.ones_like(x), (k, k, 1), np.sum)
