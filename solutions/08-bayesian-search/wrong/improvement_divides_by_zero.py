"""Divides by a deviation of 0."""

import numpy as np
from scipy.stats import norm

EARNS = {"improvement": 2.4}


def improvement(mean, deviation, best, goal):
    gain = (np.asarray(mean) - best) * (1 if goal == "max" else -1)
    z = gain / np.asarray(deviation)
    return gain * norm.cdf(z) + np.asarray(deviation) * norm.pdf(z)
