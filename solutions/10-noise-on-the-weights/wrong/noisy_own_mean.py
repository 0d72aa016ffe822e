"""Gives the noise the array's mean as well."""

import numpy as np

EARNS = {"noisy_copy": 2.25}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    return [(a + factor * rng.normal(a.mean(), a.std(), a.shape)).astype(a.dtype) for a in weights]
