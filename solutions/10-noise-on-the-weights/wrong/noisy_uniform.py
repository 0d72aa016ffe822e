"""Draws from a uniform distribution of the right deviation."""

import numpy as np

EARNS = {"noisy_copy": 2.625}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    noisy = []
    for a in weights:
        reach = factor * a.std() * 3**0.5
        noisy.append((a + rng.uniform(-reach, reach, a.shape)).astype(a.dtype))
    return noisy
