"""Returns the sum over the draws."""

import numpy as np

EARNS = {"sensitivity": 1.142857}


def sensitivity(weights, x, targets, factor, draws, seed):
    rng = np.random.default_rng(seed)
    before = loss(weights, x, targets)  # noqa: F821 - the notebook's
    growth = np.zeros(len(weights))
    for place, array in enumerate(weights):
        for _ in range(draws):
            noisy = list(weights)
            noisy[place] = array + factor * array.std() * rng.normal(size=array.shape)
            growth[place] += loss(noisy, x, targets) - before  # noqa: F821
    return growth
