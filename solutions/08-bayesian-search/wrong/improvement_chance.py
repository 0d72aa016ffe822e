"""The probability of an improvement, not how large it is."""

import numpy as np
from scipy.stats import norm

EARNS = {"improvement": 0.0}


def improvement(mean, deviation, best, goal):
    sign = 1 if goal == "max" else -1
    gain = sign * (np.asarray(mean) - best)
    return norm.cdf(gain / np.maximum(deviation, 1e-12))
