"""Always in the order of the images."""

import numpy as np

EARNS = {"batch": 2.0}


def batch(x, y, number, size, seed):
    start = number * size % len(x)
    chosen = np.arange(start, start + size)
    return regional(x[chosen], 0.1, [seed, number]), y[chosen]  # noqa: F821
