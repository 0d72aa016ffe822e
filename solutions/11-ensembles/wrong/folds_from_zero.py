"""Takes the folds for 0, 1, 2 and so on."""

import numpy as np

EARNS = {"stacking": 3.5}


def out_of_folds(x, y, folds):
    found = np.zeros((2, len(x), 3))
    for fold in range(len(np.unique(folds))):
        out = folds == fold
        for i, member in enumerate([nearest, centres]):  # noqa: F821
            found[i, out] = member(x[~out], y[~out], x[out])
    return found


def stacked(x, y, folds, x_new):
    known = np.hstack(list(out_of_folds(x, y, folds)))
    asked = np.hstack([nearest(x, y, x_new), centres(x, y, x_new)])  # noqa: F821
    return learn(known, y, asked)  # noqa: F821
