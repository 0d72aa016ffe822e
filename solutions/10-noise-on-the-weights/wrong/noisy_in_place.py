"""Adds the noise to the arrays that were handed in."""

import numpy as np

EARNS = {"noisy_copy": 2.625}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    for array in weights:
        array += (factor * rng.normal(0, array.std(), array.shape)).astype(array.dtype)
    return weights
