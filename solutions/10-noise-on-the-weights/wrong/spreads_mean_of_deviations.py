"""Takes the mean of the deviations, not the root of the mean variance."""

import numpy as np

EARNS = {"spreads": 0.6}


def spreads(scores):
    scores = np.asarray(scores, float)
    within = scores.std(axis=1, ddof=1).mean()
    between = scores.mean(axis=1).var(ddof=1) - within**2 / scores.shape[1]
    return within, np.sqrt(max(between, 0))
