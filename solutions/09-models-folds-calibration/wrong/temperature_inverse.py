"""Multiplies instead of dividing."""

import numpy as np

EARNS = {"temperature": 0.0}


def cool(p, t):
    powers = np.asarray(p) ** t
    return powers / powers.sum(axis=1, keepdims=True)
