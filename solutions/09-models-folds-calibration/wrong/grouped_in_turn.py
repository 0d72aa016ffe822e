"""Deals the groups in turn, whatever their sizes."""

import numpy as np

EARNS = {"grouped": 0.5, "grouped_unseen": 0.0}


def grouped(groups, k):
    _, place = np.unique(groups, return_inverse=True)
    return place % k
