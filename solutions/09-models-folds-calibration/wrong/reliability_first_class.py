"""Takes the probability of class 1 for the confidence."""

import numpy as np

EARNS = {"reliability": 0.0}


def reliability(p, y, bins):
    p = np.asarray(p, float)
    place = np.clip(np.ceil(p[:, 1] * bins).astype(int) - 1, 0, bins - 1)
    table = np.zeros((bins, 3))
    for i in range(bins):
        own = place == i
        if own.any():
            table[i] = own.sum(), p[own, 1].mean(), (y[own] == 1).mean()
    return table


def error(p, y, bins):
    count, confidence, accuracy = reliability(p, y, bins).T
    return float((count * abs(accuracy - confidence)).sum() / count.sum())
