"""Differences of bytes wrap around."""

import numpy as np

EARNS = {"agreement": 2.142857}


def agreement(x, y):
    rows = x.reshape(len(x), -1)
    near = []
    for i in range(len(rows)):
        distance = ((rows - rows[i]) ** 2).sum(axis=1).astype(float)
        distance[i] = np.inf
        near.append(distance.argmin())
    share = np.bincount(y) / len(y)
    return np.mean(y[near] == y), (share**2).sum()


def labels_belong(x, y):
    rows = x.reshape(len(x), -1).astype(float)
    squares = (rows**2).sum(axis=1)
    distance = squares[:, None] + squares - 2 * rows @ rows.T
    np.fill_diagonal(distance, np.inf)
    return np.mean(y[distance.argmin(axis=1)] == y) > ((np.bincount(y) / len(y)) ** 2).sum() + 0.09
