"""Two slashes: all but the largest become 0."""

import numpy as np

EARNS = {"minmax": 0.0}


def minmax_scale(x):
    x = x.astype(float)
    spread = x.max(axis=0) - x.min(axis=0)
    return (x - x.min(axis=0)) // np.where(spread > 0, spread, 1)
