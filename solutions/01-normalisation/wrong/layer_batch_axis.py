"""Normalises each unit over the samples: batch normalisation."""

import numpy as np

EARNS = {"layer": 0.0, "layer_unseen": 0.0}


def layer_norm(a, gamma, beta, epsilon=1e-3):
    return gamma * (a - a.mean(axis=0)) / np.sqrt(a.var(axis=0) + epsilon) + beta
