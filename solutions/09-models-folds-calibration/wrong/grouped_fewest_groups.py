"""Largest first, but into the fold with the fewest groups."""

import numpy as np

EARNS = {"grouped": 0.5, "grouped_unseen": 0.0}


def grouped(groups, k):
    names, place, count = np.unique(groups, return_inverse=True, return_counts=True)
    home = np.empty(len(names), int)
    home[np.argsort(-count, kind="stable")] = np.arange(len(names)) % k
    return home[place]
