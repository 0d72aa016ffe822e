"""Takes the root of a negative number."""

import numpy as np

EARNS = {"spreads": 2.4}


def spreads(scores):
    scores = np.asarray(scores, float)
    within = scores.var(axis=1, ddof=1).mean()
    with np.errstate(invalid="ignore"):
        between = np.sqrt(scores.mean(axis=1).var(ddof=1) - within / scores.shape[1])
    return np.sqrt(within), between
