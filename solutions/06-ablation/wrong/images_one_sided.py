"""A one-sided quantile."""

import math

from scipy.stats import norm

EARNS = {"images": 0.0}


def smallest(n, d, level):
    least = norm.ppf(1 - level) * math.sqrt(d / n)
    return least if least <= d else None


def images_needed(difference, d, level):
    return math.ceil(d * (norm.ppf(1 - level) / difference) ** 2)
