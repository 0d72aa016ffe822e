"""The normal distribution in the place of Student's."""

import math

from scipy.stats import norm

EARNS = {"pairs_needed": 0.5}


def pairs_needed(difference, deviation, power, level):
    z = norm.ppf(1 - level / 2) + norm.ppf(power)
    return max(2, math.ceil((z * deviation / difference) ** 2))
