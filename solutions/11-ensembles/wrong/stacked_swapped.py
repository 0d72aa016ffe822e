"""Asks with the members in the other order than it learned."""

import numpy as np

EARNS = {"stacking": 2.0}


def stacked(x, y, folds, x_new):
    known = np.hstack(list(out_of_folds(x, y, folds)))  # noqa: F821
    asked = np.hstack([centres(x, y, x_new), nearest(x, y, x_new)])  # noqa: F821
    return learn(known, y, asked)  # noqa: F821
