"""Does not use the seed."""

import numpy as np

EARNS = {"noisy_copy": 2.625}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng()
    return [(a + factor * rng.normal(0, a.std(), a.shape)).astype(a.dtype) for a in weights]
