"""Adds epsilon to the deviation, not to the variance."""

EARNS = {"layer": 0.5, "layer_unseen": 0.5}


def layer_norm(a, gamma, beta, epsilon=1e-3):
    mean, deviation = a.mean(axis=1, keepdims=True), a.std(axis=1, keepdims=True)
    return gamma * (a - mean) / (deviation + epsilon) + beta
