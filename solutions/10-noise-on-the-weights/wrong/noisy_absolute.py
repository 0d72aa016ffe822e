"""Takes the factor for the deviation of the noise."""

import numpy as np

EARNS = {"noisy_copy": 1.5}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    return [(a + rng.normal(0, factor, a.shape)).astype(a.dtype) for a in weights]
