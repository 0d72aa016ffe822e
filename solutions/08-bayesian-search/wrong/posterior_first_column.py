"""Looks at one hyperparameter alone."""

import numpy as np

EARNS = {"posterior": 3.0, "posterior_unseen": 0.0}


def posterior(x, y, runs, places, length, spread, noise, prior):
    x, places = np.asarray(x), np.asarray(places)

    def alike(a, b):
        square = (a[:, None, 0] - b[None, :, 0]) ** 2
        return spread**2 * np.exp(-square / (2 * length**2))

    between = alike(x, x) + np.diag(noise**2 / np.asarray(runs))
    across = alike(places, x)
    mean = prior + across @ np.linalg.solve(between, np.asarray(y) - prior)
    explained = (across * np.linalg.solve(between, across.T).T).sum(axis=1)
    return mean, np.sqrt(np.maximum(spread**2 - explained, 0))
