"""Float64 comes back, whatever came in."""

import numpy as np

EARNS = {"add_noise": 2.5, "add_noise_unseen": 0.5}


def add_noise(x, scale, seed):
    return np.clip(x + np.random.default_rng(seed).normal(0, scale, x.shape), 0, 1)
