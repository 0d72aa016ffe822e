"""NumPy's own functions; whole numbers of NumPy, vlines for the bars, hlines for zero."""

import matplotlib.pyplot as plt
import numpy as np

EARNS = {
    "pooled_sizes": 3.0,
    "block_min": 2.0,
    "block_mean": 4.0,
    "block_mean_unseen": 1.0,
    "edge_share": 4.0,
    "race_figure": 1.0,
}


def pooled_sizes(n, k, s):
    starts = np.arange(0, n, s)
    sizes = {"valid": np.count_nonzero(starts + k <= n), "same": np.ceil(n / s)}
    return sizes | ({"block": np.ceil(n / k)} if s == k else {})


def block_min(x, k):
    return np.negative(block_max(np.negative(x, dtype=np.float64), k))  # noqa: F821


def block_mean(x, k):
    missing = [(0, -size % k) for size in x.shape[:2]] + [(0, 0)]
    filled = np.pad(np.array(x, float), missing, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(filled, (k, k), axis=(0, 1))[::k, ::k]
    there = np.isfinite(windows)
    counts = there.sum(axis=(-2, -1))
    sums = np.where(there, windows, 0).sum(axis=(-2, -1))
    return np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)


def edge_share(n, k):
    ones = np.pad(np.ones((n, n)), [(0, -n % k)] * 2)
    blocks = ones.reshape(len(ones) // k, k, -1, k).mean(axis=(1, 3))
    return np.mean(blocks < 1)


safe = np.arange(12, 65, 12)


def draw_differences(table):
    places = np.arange(len(table)) + 1
    plt.vlines(places, table["low"], table["high"])
    plt.scatter(places, table["difference"])
    plt.hlines(0, 0, len(table) + 1, linestyles=":")
    plt.xticks(places, list(table.index))
    plt.ylabel("difference")
