"""Counts a tie as right."""

import numpy as np

EARNS = {"majority": 2.625}


def majority(accuracies):
    right = np.ones(1)
    for p in accuracies:
        right = np.convolve(right, [1 - p, p])
    return right[(len(accuracies) + 1) // 2 :].sum()
