"""Clips what must not be clipped."""

import numpy as np

EARNS = {"speckle": 2.5}


def multiplied(x, mean, s, seed):
    factor = np.random.default_rng(seed).normal(mean, s, x.shape)
    return np.clip(x * factor, 0, 1).astype(x.dtype)
