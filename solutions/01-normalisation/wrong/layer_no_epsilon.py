"""Leaves epsilon out."""

import numpy as np

EARNS = {"layer": 0.0, "layer_unseen": 0.0}


def layer_norm(a, gamma, beta, epsilon=1e-3):
    mean, deviation = a.mean(axis=1, keepdims=True), a.std(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return gamma * (a - mean) / deviation + beta
