"""The same noise for every seed."""

import numpy as np

EARNS = {"speckle": 2.5}


def multiplied(x, mean, s, seed):
    factor = np.random.default_rng(0).normal(mean, s, x.shape)
    return (x * factor).astype(x.dtype)
