"""The caller's arrays are shuffled."""

import numpy as np

EARNS = {"shuffled": 1.666667}


def shuffled(x, y, seed):
    for values in (x, y):
        np.random.default_rng(seed).shuffle(values)
    return x, y
