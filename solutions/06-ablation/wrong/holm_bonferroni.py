"""Bonferroni's correction."""

import numpy as np

EARNS = {"holm": 0.5}


def holm(p):
    return np.minimum(np.asarray(p) * len(p), 1)
