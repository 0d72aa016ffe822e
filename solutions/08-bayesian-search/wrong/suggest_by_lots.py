"""Random search."""

import numpy as np

EARNS = {"suggest": 1.0}


def suggest(tried, scores, candidates, seed):
    left = np.setdiff1d(np.arange(len(candidates)), tried)
    return int(np.random.default_rng([seed, len(tried)]).choice(left))
