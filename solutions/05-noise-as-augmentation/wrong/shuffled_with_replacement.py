"""Images drawn again and again."""

import numpy as np

EARNS = {"shuffled": 1.666667}


def shuffled(x, y, seed):
    order = np.random.default_rng(seed).integers(0, len(x), len(x))
    return x[order], y[order]
