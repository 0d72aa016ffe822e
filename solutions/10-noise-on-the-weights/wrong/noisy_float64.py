"""Lets float32 become float64."""

import numpy as np

EARNS = {"noisy_copy": 2.625}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    return [a + factor * rng.normal(0, a.std(), a.shape) for a in weights]
