"""Mends the deviation and leaves the mean."""

import numpy as np

EARNS = {"mended": 1.5}


def mended_noise(weights, factor, rng, mean=None, std=None):
    noisy = []
    for array in weights:
        mean = np.mean(array) if mean is None else mean
        spread = np.std(array) if std is None else std
        noisy.append(array + factor * rng.normal(mean, spread, array.shape))
    return noisy
