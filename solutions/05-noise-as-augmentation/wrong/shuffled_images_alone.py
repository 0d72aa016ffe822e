"""The labels stay where they were."""

import numpy as np

EARNS = {"shuffled": 0.333333}


def shuffled(x, y, seed):
    return x[np.random.default_rng(seed).permutation(len(x))], y
