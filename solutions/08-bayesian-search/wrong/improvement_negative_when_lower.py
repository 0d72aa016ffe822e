"""Turns the whole formula round for a loss, so that it is negative."""

import numpy as np
from scipy.stats import norm

EARNS = {"improvement": 1.2}


def improvement(mean, deviation, best, goal):
    gain, deviation = np.asarray(mean) - best, np.asarray(deviation)
    z = gain / np.where(deviation == 0, 1, deviation)
    hope = gain * norm.cdf(z) + deviation * norm.pdf(z)
    hope = np.where(deviation == 0, np.maximum(gain, 0), hope)
    return hope if goal == "max" else -hope
