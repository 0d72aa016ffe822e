"""Returns the loss with noise, not its growth."""

import numpy as np

EARNS = {"sensitivity": 1.714286}


def sensitivity(weights, x, targets, factor, draws, seed):
    rng = np.random.default_rng(seed)
    means = []
    for place, array in enumerate(weights):
        found = []
        for _ in range(draws):
            noisy = list(weights)
            noisy[place] = array + factor * array.std() * rng.normal(size=array.shape)
            found.append(loss(noisy, x, targets))  # noqa: F821 - the notebook's
        means.append(np.mean(found))
    return means
