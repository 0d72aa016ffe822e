"""Adds the noise to the caller's images."""

import numpy as np

EARNS = {"add_noise": 2.5, "add_noise_unseen": 1.0}


def add_noise(x, scale, seed):
    x += np.random.default_rng(seed).normal(0, scale, x.shape)
    return np.clip(x, 0, 1, out=x)
