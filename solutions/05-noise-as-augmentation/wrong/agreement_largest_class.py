"""Chance as the share of the largest class."""

import numpy as np

EARNS = {"agreement": 2.571429}


def nearest(x):
    rows = np.asarray(x, dtype=float).reshape(len(x), -1)
    squares = (rows**2).sum(axis=1)
    distance = squares[:, None] + squares - 2 * rows @ rows.T
    np.fill_diagonal(distance, np.inf)
    return distance.argmin(axis=1)


def agreement(x, y):
    return np.mean(y[nearest(x)] == y), np.bincount(y).max() / len(y)


def labels_belong(x, y):
    found, chance = agreement(x, y)
    return bool(found > chance + 4 * np.sqrt(chance * (1 - chance) / len(y)))
