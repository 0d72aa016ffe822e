"""Fills up the pixels that are left over: one row and one column too many."""

import numpy as np

EARNS = {"block_min": 1.5}


def block_min(x, k):
    missing = [(0, -size % k) for size in x.shape]
    return -block_max(np.pad(-x.astype(float), missing), k)  # noqa: F821
