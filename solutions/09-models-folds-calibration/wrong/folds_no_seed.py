"""Shuffles by another generator each time."""

import numpy as np

EARNS = {"folds": 2.5}


def folds(n, k, seed):
    return np.random.default_rng().permutation(n) % k
