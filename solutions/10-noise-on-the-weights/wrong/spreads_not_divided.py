"""Takes away the whole variance within."""

import numpy as np

EARNS = {"spreads": 1.2}


def spreads(scores):
    scores = np.asarray(scores, float)
    within = scores.var(axis=1, ddof=1).mean()
    return np.sqrt(within), np.sqrt(max(scores.mean(axis=1).var(ddof=1) - within, 0))
