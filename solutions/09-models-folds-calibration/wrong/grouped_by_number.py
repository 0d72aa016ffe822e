"""Takes the group's number for its place, modulo the folds."""

import numpy as np

EARNS = {"grouped": 0.5, "grouped_unseen": 0.0}


def grouped(groups, k):
    return np.asarray(groups) % k
