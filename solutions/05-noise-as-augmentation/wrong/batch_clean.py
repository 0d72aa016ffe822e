"""No noise."""

import numpy as np

EARNS = {"batch": 2.5}


def batch(x, y, number, size, seed):
    turn, position = divmod(number, len(x) // size)
    order = np.random.default_rng([seed, turn]).permutation(len(x))
    chosen = order[position * size : (position + 1) * size]
    return x[chosen], y[chosen]
