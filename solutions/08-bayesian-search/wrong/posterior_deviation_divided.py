"""Divides the deviation of a run by their number, not its variance."""

import numpy as np

EARNS = {"posterior": 2.0, "posterior_unseen": 0.0}


def posterior(x, y, runs, places, length, spread, noise, prior):
    x, places = np.asarray(x), np.asarray(places)

    def alike(a, b):
        square = ((a[:, None] - b[None]) ** 2).sum(-1)
        return spread**2 * np.exp(-square / (2 * length**2))

    between = alike(x, x) + np.diag((noise / np.asarray(runs)) ** 2)
    across = alike(places, x)
    mean = prior + across @ np.linalg.solve(between, np.asarray(y) - prior)
    explained = (across * np.linalg.solve(between, across.T).T).sum(axis=1)
    return mean, np.sqrt(np.maximum(spread**2 - explained, 0))
