"""Draws a fold for each sample on its own, so that sizes differ."""

import numpy as np

EARNS = {"folds": 1.0}


def folds(n, k, seed):
    return np.random.default_rng(seed).integers(0, k, n)


def stratified(y, k, seed):
    return folds(len(y), k, seed)
