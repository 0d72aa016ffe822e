"""Goes on from the noisy array of the draw before."""

import numpy as np

EARNS = {"sensitivity": 1.142857}


def sensitivity(weights, x, targets, factor, draws, seed):
    rng = np.random.default_rng(seed)
    before = loss(weights, x, targets)  # noqa: F821 - the notebook's
    growth = []
    for place, array in enumerate(weights):
        noisy, found = list(weights), []
        for _ in range(draws):
            noise = factor * array.std() * rng.normal(size=array.shape)
            noisy[place] = noisy[place] + noise
            found.append(loss(noisy, x, targets) - before)  # noqa: F821
        growth.append(np.mean(found))
    return growth
