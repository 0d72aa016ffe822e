"""Forgets keepdims: only a batch of one, or as many samples as units, goes through."""

import numpy as np

EARNS = {"layer": 0.5, "layer_unseen": 0.0}


def layer_norm(a, gamma, beta, epsilon=1e-3):
    return gamma * (a - a.mean(axis=1)) / np.sqrt(a.var(axis=1) + epsilon) + beta
