"""Lets every pixel go anywhere."""

import numpy as np

EARNS = {"permute": 1.0}


def permute(x, seed):
    n, height, width, channels = x.shape
    places = np.random.default_rng(seed).permutation(height * width)
    return x.reshape(n, -1, channels)[:, places].reshape(x.shape)
