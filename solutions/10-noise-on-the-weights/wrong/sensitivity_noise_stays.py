"""Leaves the noise on the arrays that came before."""

import numpy as np

EARNS = {"sensitivity": 1.714286}


def sensitivity(weights, x, targets, factor, draws, seed):
    rng = np.random.default_rng(seed)
    before = loss(weights, x, targets)  # noqa: F821 - the notebook's
    growth, noisy = [], list(weights)
    for place, array in enumerate(weights):
        found = []
        for _ in range(draws):
            noisy[place] = array + factor * array.std() * rng.normal(size=array.shape)
            found.append(loss(noisy, x, targets) - before)  # noqa: F821
        growth.append(np.mean(found))
    return growth
