"""Adds one and the same draw to all numbers of an array."""

import numpy as np

EARNS = {"noisy_copy": 1.5}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    return [(a + factor * rng.normal(0, a.std())).astype(a.dtype) for a in weights]
