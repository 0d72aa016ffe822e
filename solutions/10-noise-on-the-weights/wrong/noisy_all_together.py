"""Takes the deviation of all weights of the network together."""

import numpy as np

EARNS = {"noisy_copy": 1.5}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    std = np.concatenate([a.ravel() for a in weights]).std()
    return [(a + factor * rng.normal(0, std, a.shape)).astype(a.dtype) for a in weights]
