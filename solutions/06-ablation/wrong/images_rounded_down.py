"""Rounds the images down, and never says None."""

import math

from scipy.stats import norm

EARNS = {"images": 1.5}


def smallest(n, d, level):
    return norm.ppf(1 - level / 2) * math.sqrt(d / n)


def images_needed(difference, d, level):
    return int(d * (norm.ppf(1 - level / 2) / difference) ** 2)
