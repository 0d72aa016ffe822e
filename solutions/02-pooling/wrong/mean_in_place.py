"""Writes zeros over the caller's NaN."""

import numpy as np
from skimage.measure import block_reduce

EARNS = {"block_mean": 3.5, "block_mean_unseen": 1.0}


def block_mean(x, k):
    there = ~np.isnan(x)
    x[~there] = 0
    counts = block_reduce(there.astype(float), (k, k, 1), np.sum)
    sums = block_reduce(x.astype(float), (k, k, 1), np.sum)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
