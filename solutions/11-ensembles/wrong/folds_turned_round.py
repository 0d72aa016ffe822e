"""Trains on the fold and judges the rest."""

import numpy as np

EARNS = {"stacking": 0}


def out_of_folds(x, y, folds):
    found = np.zeros((2, len(x), 3))
    for fold in np.unique(folds):
        own = folds == fold
        for i, member in enumerate([nearest, centres]):  # noqa: F821
            found[i, ~own] = member(x[own], y[own], x[~own])
    return found


def stacked(x, y, folds, x_new):
    known = np.hstack(list(out_of_folds(x, y, folds)))
    asked = np.hstack([nearest(x, y, x_new), centres(x, y, x_new)])  # noqa: F821
    return learn(known, y, asked)  # noqa: F821
