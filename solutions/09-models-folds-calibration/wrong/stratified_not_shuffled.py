"""Deals the samples of each class in their order."""

import numpy as np

EARNS = {"folds": 2.5}


def stratified(y, k, seed):
    fold = np.empty(len(y), int)
    fold[np.argsort(y, kind="stable")] = np.arange(len(y)) % k
    return fold
