"""Takes the spread of the means for that of the networks."""

import numpy as np

EARNS = {"spreads": 1.2}


def spreads(scores):
    scores = np.asarray(scores, float)
    return np.sqrt(scores.var(axis=1, ddof=1).mean()), scores.mean(axis=1).std(ddof=1)
