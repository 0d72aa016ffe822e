"""Subtracts while the numbers still have 8 bits."""

import numpy as np

EARNS = {"minmax": 2.5}


def minmax_scale(x):
    shifted = x - x.min(axis=0)
    spread = x.max(axis=0) - x.min(axis=0)
    return shifted / np.where(spread == 0, 1, spread)
