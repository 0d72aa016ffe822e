"""Takes the images of the two networks for different ones."""

import math

from scipy.stats import norm

EARNS = {"images": 0.0}


def smallest(n, d, level):
    least = norm.ppf(1 - level / 2) * math.sqrt(2 * d * (1 - d) / n)
    return least if least <= d else None


def images_needed(difference, d, level):
    return math.ceil(2 * d * (1 - d) * (norm.ppf(1 - level / 2) / difference) ** 2)
