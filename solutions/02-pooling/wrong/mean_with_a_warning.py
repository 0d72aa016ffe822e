"""Fills up with NaN and leaves them out; a window of NaN alone makes NumPy warn."""

import numpy as np
from skimage.measure import block_reduce

EARNS = {"block_mean": 3.5, "block_mean_unseen": 1.0}


def block_mean(x, k):
    return block_reduce(x.astype(float), (k, k, 1), np.nanmean, cval=np.nan)
