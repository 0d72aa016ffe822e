"""Lets a later step be smaller than one before it."""

import numpy as np

EARNS = {"holm": 1.0}


def holm(p):
    p = np.asarray(p)
    ranks = np.argsort(np.argsort(p))
    return np.minimum(p * (len(p) - ranks), 1)
