"""Sets both to None after each array, what was given as well."""

import numpy as np

EARNS = {"mended": 0.5}


def mended_noise(weights, factor, rng, mean=None, std=None):
    noisy = []
    for array in weights:
        mean = np.mean(array) if mean is None else mean
        std = np.std(array) if std is None else std
        noisy.append(array + factor * rng.normal(mean, std, array.shape))
        mean = std = None
    return noisy
