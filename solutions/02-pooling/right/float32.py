"""All of it in float32, as a network computes."""

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
    whole, begun = np.floor(np.float32(n - k) / s) + 1, np.ceil(np.float32(n) / s)
    sizes = {"valid": np.maximum(whole, np.float32(0)), "same": begun}
    return sizes if s != k else {**sizes, "block": begun}


def block_min(x, k):
    return -block_max(-x.astype("float32"), k)  # noqa: F821 - the notebook's


def block_mean(x, k):
    height, width, channels = x.shape
    rows, columns = -(-height // k), -(-width // k)
    filled = np.full((rows * k, columns * k, channels), np.nan, dtype="float32")
    filled[:height, :width] = x
    blocks = filled.reshape(rows, k, columns, k, channels)
    counts = (~np.isnan(blocks)).sum(axis=(1, 3)).astype("float32")
    sums = np.nansum(blocks, axis=(1, 3))
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.float32(np.nan))


def edge_share(n, k):
    share = np.float32(n // k) / np.float32(-(-n // k))
    return np.float32(1) - share**2


safe = np.float32([12, 24, 36, 48, 60])


def draw_differences(table):
    table = table.astype("float32")
    middle = table["difference"]
    plt.errorbar(table.index, middle, [middle - table["low"], table["high"] - middle], fmt="o")
    plt.axhline(0)
    plt.ylabel("difference")
    return plt.gcf()
