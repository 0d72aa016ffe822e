"""The first families, whatever the seed."""

import numpy as np

EARNS = {"put_aside": 1.6}


def put_aside(family, share, seed):
    known = np.unique(family)
    return np.isin(family, known[: round(share * len(known))])
