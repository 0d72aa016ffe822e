"""The labels are not in the order of the images."""

import numpy as np

EARNS = {"batch": 1.0}


def batch(x, y, number, size, seed):
    turn, position = divmod(number, len(x) // size)
    order = np.random.default_rng([seed, turn]).permutation(len(x))
    chosen = slice(position * size, (position + 1) * size)
    return regional(x[order[chosen]], 0.1, [seed, number]), y[chosen]  # noqa: F821
