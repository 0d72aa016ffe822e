"""Puts noise on all arrays each time."""

import numpy as np

EARNS = {"sensitivity": 1.142857}


def sensitivity(weights, x, targets, factor, draws, seed):
    rng = np.random.default_rng(seed)
    before = loss(weights, x, targets)  # noqa: F821 - the notebook's
    growth = []
    for _ in weights:
        found = []
        for _ in range(draws):
            noisy = [a + factor * a.std() * rng.normal(size=a.shape) for a in weights]
            found.append(loss(noisy, x, targets) - before)  # noqa: F821
        growth.append(np.mean(found))
    return growth
