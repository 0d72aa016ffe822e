"""Images are drawn, not families."""

import numpy as np

EARNS = {"put_aside": 0.0}


def put_aside(family, share, seed):
    return np.random.default_rng(seed).random(len(family)) < share
