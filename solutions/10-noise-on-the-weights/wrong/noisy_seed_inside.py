"""Makes the generator anew for each array, so that equal shapes get equal draws."""

import numpy as np

EARNS = {"noisy_copy": 2.625}


def noisy_copy(weights, factor, seed):
    return [
        (a + factor * np.random.default_rng(seed).normal(0, a.std(), a.shape)).astype(a.dtype)
        for a in weights
    ]
