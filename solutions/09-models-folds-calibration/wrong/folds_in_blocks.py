"""The folds of scikit-learn without shuffling: blocks, whatever the seed."""

import numpy as np

EARNS = {"folds": 2.5}


def folds(n, k, seed):
    return np.sort(np.arange(n) % k)
