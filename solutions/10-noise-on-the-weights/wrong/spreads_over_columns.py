"""Takes networks for columns."""

import numpy as np

EARNS = {"spreads": 0.6}


def spreads(scores):
    scores = np.asarray(scores, float).T
    within = scores.var(axis=1, ddof=1).mean()
    between = scores.mean(axis=1).var(ddof=1) - within / scores.shape[1]
    return np.sqrt(within), np.sqrt(max(between, 0))
