"""Takes the folds for 0, 1, 2 and so on."""

import numpy as np

EARNS = {"out_of_folds": 1.5}


def out_of_folds(x, y, folds):
    found = np.zeros((2, len(x), 3))
    for fold in range(len(np.unique(folds))):
        out = folds == fold
        for i, member in enumerate([nearest, centres]):  # noqa: F821
            found[i, out] = member(x[~out], y[~out], x[out])
    return found
