"""Divides by H - 1."""

import warnings

import numpy as np

EARNS = {"layer": 0.5, "layer_unseen": 0.0}


def layer_norm(a, gamma, beta, epsilon=1e-3):
    mean = a.mean(axis=1, keepdims=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        variance = a.var(axis=1, ddof=1, keepdims=True)
    return gamma * (a - mean) / np.sqrt(variance + epsilon) + beta
