"""Returns them in order of size."""

import numpy as np

EARNS = {"holm": 1.5}


def holm(p):
    p = np.sort(p)
    return np.minimum(np.maximum.accumulate(p * np.arange(len(p), 0, -1)), 1)
