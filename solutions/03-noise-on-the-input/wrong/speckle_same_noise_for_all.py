"""Draws with the shape of one image; the training is still to be written."""

import numpy as np

EARNS = {"speckle": 0.0}


def multiplied(x, mean, s, seed):
    factor = np.random.default_rng(seed).normal(mean, s, x.shape[1:])
    return (x * factor).astype(x.dtype)


def noise_runs(data, mean, scales, seeds):
    raise NotImplementedError()
