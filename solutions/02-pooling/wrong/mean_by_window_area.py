"""Leaves NaN out of the sum, and divides by k * k all the same."""

import numpy as np
from skimage.measure import block_reduce

EARNS = {"block_mean": 1.5, "block_mean_unseen": 0.0}


def block_mean(x, k):
    return block_reduce(np.nan_to_num(x), (k, k, 1), np.sum) / (k * k)
