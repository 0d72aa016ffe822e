"""Two calls, two orders."""

import numpy as np

EARNS = {"shuffled": 1.0}


def shuffled(x, y, seed):
    rng = np.random.default_rng(seed)
    return rng.permutation(x), rng.permutation(y)
