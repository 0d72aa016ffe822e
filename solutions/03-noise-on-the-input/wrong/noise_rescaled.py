"""Rescales to 0 and 1 instead of clipping."""

import numpy as np

EARNS = {"add_noise": 2.0, "add_noise_unseen": 0.0}


def add_noise(x, scale, seed):
    noisy = x + np.random.default_rng(seed).normal(0, scale, x.shape)
    return ((noisy - noisy.min()) / (noisy.max() - noisy.min())).astype(x.dtype)
