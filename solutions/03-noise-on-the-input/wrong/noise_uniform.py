"""Uniform noise of the right deviation."""

import numpy as np

EARNS = {"add_noise": 2.5, "add_noise_unseen": 1.0}


def add_noise(x, scale, seed):
    end = scale * np.sqrt(3)
    noise = np.random.default_rng(seed).uniform(-end, end, x.shape)
    return np.clip(x + noise, 0, 1).astype(x.dtype)
