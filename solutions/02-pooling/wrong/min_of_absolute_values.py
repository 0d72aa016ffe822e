"""Thinks of positive numbers only."""

import numpy as np

EARNS = {"block_min": 0.5}


def block_min(x, k):
    return 1 / block_max(1 / (np.abs(x.astype(float)) + 1e-9), k)  # noqa: F821
