"""A family may be drawn twice."""

import numpy as np

EARNS = {"put_aside": 1.6}


def put_aside(family, share, seed):
    known = np.unique(family)
    chosen = np.random.default_rng(seed).choice(known, round(share * len(known)))
    return np.isin(family, chosen)
