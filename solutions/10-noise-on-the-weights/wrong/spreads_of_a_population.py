"""Divides by the number of draws and of networks."""

import numpy as np

EARNS = {"spreads": 0.6}


def spreads(scores):
    scores = np.asarray(scores, float)
    within = scores.var(axis=1).mean()
    between = scores.mean(axis=1).var() - within / scores.shape[1]
    return np.sqrt(within), np.sqrt(max(between, 0))
