"""Asks members that have learned from all but the last fold."""

import numpy as np

EARNS = {"stacking": 2.0}


def stacked(x, y, folds, x_new):
    known = np.hstack(list(out_of_folds(x, y, folds)))  # noqa: F821
    rest = folds != folds.max()
    new = [member(x[rest], y[rest], x_new) for member in (nearest, centres)]  # noqa: F821
    return learn(known, y, np.hstack(new))  # noqa: F821
