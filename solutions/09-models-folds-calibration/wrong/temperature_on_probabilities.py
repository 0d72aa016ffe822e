"""Divides the probabilities, which the softmax then makes nearly equal."""

import numpy as np

EARNS = {"temperature": 0.5}


def cool(p, t):
    powers = np.exp(np.asarray(p) / t)
    return powers / powers.sum(axis=1, keepdims=True)
