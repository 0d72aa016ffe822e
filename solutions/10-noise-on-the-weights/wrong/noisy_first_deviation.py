"""Takes the first array's deviation for all, as the public code does."""

import numpy as np

EARNS = {"noisy_copy": 1.5}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    std = None
    noisy = []
    for array in weights:
        std = array.std() if std is None else std
        noisy.append((array + factor * rng.normal(0, std, array.shape)).astype(array.dtype))
    return noisy
