"""Takes the variance for the deviation."""

import numpy as np

EARNS = {"noisy_copy": 1.875}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    return [(a + factor * rng.normal(0, a.var(), a.shape)).astype(a.dtype) for a in weights]
