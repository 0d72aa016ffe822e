"""Divides by the number of networks."""

import numpy as np

EARNS = {"spreads": 1.2}


def spreads(scores):
    scores = np.asarray(scores, float)
    within = scores.var(axis=1, ddof=1).mean()
    between = scores.mean(axis=1).var(ddof=1) - within / len(scores)
    return np.sqrt(within), np.sqrt(max(between, 0))
