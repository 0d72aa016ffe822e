"""Deals each class from the first fold on, so that the first folds become larger."""

import numpy as np

EARNS = {"folds": 2.5}


def stratified(y, k, seed):
    rng = np.random.default_rng(seed)
    fold = np.empty(len(y), int)
    for label in np.unique(y):
        own = rng.permutation(np.flatnonzero(y == label))
        fold[own] = np.arange(len(own)) % k
    return fold
