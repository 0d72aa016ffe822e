"""Lays gamma and beta along the samples."""

import numpy as np

EARNS = {"layer": 0.0, "layer_unseen": 0.5}


def layer_norm(a, gamma, beta, epsilon=1e-3):
    mean, variance = a.mean(axis=1, keepdims=True), a.var(axis=1, keepdims=True)
    return gamma[:, None] * (a - mean) / np.sqrt(variance + epsilon) + beta[:, None]
