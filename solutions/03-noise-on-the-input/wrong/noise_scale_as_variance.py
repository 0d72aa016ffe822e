"""Takes the scale for the variance."""

import numpy as np

EARNS = {"add_noise": 2.5, "add_noise_unseen": 0.5}


def add_noise(x, scale, seed):
    noise = np.random.default_rng(seed).normal(0, np.sqrt(scale), x.shape)
    return np.clip(x + noise, 0, 1).astype(x.dtype)
