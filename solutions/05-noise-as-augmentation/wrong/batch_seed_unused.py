"""The same stream for every seed."""

import numpy as np

EARNS = {"batch": 2.5}


def batch(x, y, number, size, seed):
    turn, position = divmod(number, len(x) // size)
    order = np.random.default_rng(turn).permutation(len(x))
    chosen = order[position * size : (position + 1) * size]
    return regional(x[chosen], 0.1, number), y[chosen]  # noqa: F821 - the notebook's
