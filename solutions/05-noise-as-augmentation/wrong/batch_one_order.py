"""Every pass has the order of the first."""

import numpy as np

EARNS = {"batch": 2.5}


def batch(x, y, number, size, seed):
    position = number % (len(x) // size)
    order = np.random.default_rng(seed).permutation(len(x))
    chosen = order[position * size : (position + 1) * size]
    return regional(x[chosen], 0.1, [seed, number]), y[chosen]  # noqa: F821
