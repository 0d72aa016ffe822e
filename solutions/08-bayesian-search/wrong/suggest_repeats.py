"""Suggests places again that were tried."""

import numpy as np

EARNS = {"suggest": 0.0}


def suggest(tried, scores, candidates, seed):
    if len(tried) < 5:
        return int(np.random.default_rng(seed).permutation(len(candidates))[len(tried)])
    return int(tried[int(np.argmax(scores))])
