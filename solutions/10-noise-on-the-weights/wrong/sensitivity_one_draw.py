"""Makes the same draw again and again."""

import numpy as np

EARNS = {"sensitivity": 1.142857}


def sensitivity(weights, x, targets, factor, draws, seed):
    before = loss(weights, x, targets)  # noqa: F821 - the notebook's
    growth = []
    for place, array in enumerate(weights):
        found = []
        for _ in range(draws):
            rng = np.random.default_rng(seed)
            noisy = list(weights)
            noisy[place] = array + factor * array.std() * rng.normal(size=array.shape)
            found.append(loss(noisy, x, targets) - before)  # noqa: F821
        growth.append(np.mean(found))
    return growth
