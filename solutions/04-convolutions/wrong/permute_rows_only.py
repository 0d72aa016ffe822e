"""Leaves the columns where they are."""

import numpy as np

EARNS = {"permute": 1.0}


def permute(x, seed):
    return x[:, np.random.default_rng(seed).permutation(x.shape[1])]
