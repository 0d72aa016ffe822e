"""Divides the probabilities, which the softmax then makes nearly equal."""

import numpy as np

EARNS = {"temperature": 0.5}


def cool(p, t):
    powers = np.exp(np.asarray(p) / t)
    return powers / powers.sum(axis=1, keepdims=True)


def temperature(p, y):
    rows = np.arange(len(y))
    grid = np.exp(np.linspace(np.log(0.05), np.log(20), 6000))
    losses = [-np.log(np.maximum(cool(p, t)[rows, y], 1e-300)).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])
