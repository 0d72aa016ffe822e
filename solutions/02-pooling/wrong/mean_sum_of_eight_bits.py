"""Adds up in the dtype of the image."""

import numpy as np

EARNS = {"block_mean": 4.0, "block_mean_unseen": 0.5}


def block_mean(x, k):
    there = ~np.isnan(x)
    missing = [(0, -size % k) for size in x.shape[:2]] + [(0, 0)]
    filled = np.pad(np.where(there, x, x.dtype.type(0)), missing)
    there = np.pad(there, missing)
    height, width, channels = filled.shape
    shape = height // k, k, width // k, k, channels
    sums = filled.reshape(shape).sum(axis=(1, 3), dtype=x.dtype)
    counts = there.reshape(shape).sum(axis=(1, 3))
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
