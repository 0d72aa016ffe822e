"""Forgets the goal."""

import numpy as np
from scipy.stats import norm

EARNS = {"improvement": 1.2}


def improvement(mean, deviation, best, goal):
    gain, deviation = np.asarray(mean) - best, np.asarray(deviation)
    z = gain / np.maximum(deviation, 1e-12)
    return gain * norm.cdf(z) + deviation * norm.pdf(z)
