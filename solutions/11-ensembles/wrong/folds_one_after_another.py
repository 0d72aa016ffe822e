"""Puts the rows together fold by fold, not where they belong."""

import numpy as np

EARNS = {"out_of_folds": 1.0}


def out_of_folds(x, y, folds):
    found = [[], []]
    for fold in np.unique(folds):
        out = folds == fold
        for i, member in enumerate([nearest, centres]):  # noqa: F821
            found[i].append(member(x[~out], y[~out], x[out]))
    return np.array([np.concatenate(rows) for rows in found])
