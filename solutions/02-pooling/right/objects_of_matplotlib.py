"""Sets and ranges, and a figure of collections and spines that pyplot never sees."""

from fractions import Fraction

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

EARNS = {
    "pooled_sizes": 3.0,
    "block_min": 2.0,
    "block_mean": 4.0,
    "block_mean_unseen": 1.0,
    "edge_share": 4.0,
    "race_figure": 1.0,
}


def pooled_sizes(n, k, s):
    starts = range(0, n, s)
    sizes = dict.fromkeys(["same", "block"] if s == k else ["same"], len(starts))
    return {**sizes, "valid": len(range(0, n - k + 1, s))}


def block_min(x, k):
    return 255 - block_max(255 - x.astype(int), k) if x.dtype.kind == "u" else -block_max(-x, k)  # noqa: F821


def block_mean(x, k):
    bands = np.split(x.astype(float), range(k, x.shape[0], k))
    means = []
    for band in bands:
        for block in np.split(band, range(k, x.shape[1], k), axis=1):
            masked = np.ma.masked_invalid(block.reshape(-1, x.shape[2]))
            means.append(masked.mean(axis=0).filled(np.nan))
    return np.array(means, dtype=object).reshape(len(bands), -1, x.shape[2])


def edge_share(n, k):
    return float(1 - Fraction(n // k, (n + k - 1) // k) ** 2)


safe = {n for n in range(8, 65) if n % 12 == 0}


def draw_differences(table):
    figure = Figure()
    axes = figure.subplots()
    bars = [[(at, low), (at, high)] for at, (low, high) in enumerate(table[["low", "high"]].values)]
    axes.add_collection(LineCollection(bars, linewidths=3))
    axes.scatter(range(len(table)), table["difference"], zorder=3)
    axes.set_xticks(range(len(table)), labels=table.index)
    axes.spines["bottom"].set_position("zero")
    axes.set_ylabel("difference")
    return figure
