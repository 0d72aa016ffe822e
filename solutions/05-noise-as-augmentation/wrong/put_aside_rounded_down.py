"""The number of families is rounded down."""

import numpy as np

EARNS = {"put_aside": 1.6}


def put_aside(family, share, seed):
    known = np.unique(family)
    chosen = np.random.default_rng(seed).permutation(known)[: int(share * len(known))]
    return np.isin(family, chosen)
