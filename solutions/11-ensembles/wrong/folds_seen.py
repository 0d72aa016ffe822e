"""Lets the members judge the samples that they learned from."""

import numpy as np

EARNS = {"stacking": 0}


def out_of_folds(x, y, folds):
    return np.array([nearest(x, y, x), centres(x, y, x)])  # noqa: F821 - the notebook's


def stacked(x, y, folds, x_new):
    known = np.hstack(list(out_of_folds(x, y, folds)))
    asked = np.hstack([nearest(x, y, x_new), centres(x, y, x_new)])  # noqa: F821
    return learn(known, y, asked)  # noqa: F821
