"""Lets the members judge the samples that they learned from."""

import numpy as np

EARNS = {"out_of_folds": 0, "stacking": 0}


def out_of_folds(x, y, folds):
    return np.array([nearest(x, y, x), centres(x, y, x)])  # noqa: F821 - the notebook's
