"""Takes 0 for not given."""

import numpy as np

EARNS = {"mended": 1.0}


def mended_noise(weights, factor, rng, mean=None, std=None):
    return [a + factor * rng.normal(mean or np.mean(a), std or np.std(a), a.shape) for a in weights]
