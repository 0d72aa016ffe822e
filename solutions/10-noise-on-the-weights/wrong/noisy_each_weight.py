"""Makes the noise proportional to each weight."""

import numpy as np

EARNS = {"noisy_copy": 1.125}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    return [(a * (1 + factor * rng.normal(size=a.shape))).astype(a.dtype) for a in weights]
