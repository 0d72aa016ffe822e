"""Always makes one row and one column more than fit."""

import numpy as np

EARNS = {"block_mean": 1.0, "block_mean_unseen": 1.0}


def block_mean(x, k):
    rows, columns = x.shape[0] // k + 1, x.shape[1] // k + 1
    filled = np.full((rows * k, columns * k, x.shape[2]), np.nan)
    filled[: x.shape[0], : x.shape[1]] = x
    return np.nanmean(filled.reshape(rows, k, columns, k, -1), axis=(1, 3))
