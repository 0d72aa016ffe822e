"""Noise of mean 0, whatever mean is asked for."""

import numpy as np

EARNS = {"speckle": 2.5}


def multiplied(x, mean, s, seed):
    factor = np.random.default_rng(seed).normal(0, s, x.shape)
    return (x * factor).astype(x.dtype)
