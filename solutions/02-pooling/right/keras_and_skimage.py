"""The poolings of Keras and of scikit-image, and error bars point by point."""

import keras
import matplotlib.pyplot as plt
import numpy as np
from skimage.measure import block_reduce

EARNS = {
    "pooled_sizes": 3.0,
    "block_min": 2.0,
    "block_mean": 4.0,
    "block_mean_unseen": 1.0,
    "edge_share": 4.0,
    "race_figure": 1.0,
}


def pooled_sizes(n, k, s):
    sizes = {"valid": 0}
    for padding in ("valid", "same") if n >= k else ("same",):
        layer = keras.layers.MaxPooling1D(k, s, padding)
        sizes[padding] = layer.compute_output_shape((1, n, 1))[1]
    if s == k:
        sizes["block"] = len(block_reduce(np.ones(n), k))
    return sizes


def block_min(x, k):
    return keras.ops.negative(block_max(-np.asarray(x, "float64"), k))  # noqa: F821


def block_mean(x, k):
    missing = [(0, -size % k) for size in x.shape[:2]] + [(0, 0)]
    there = np.pad((~np.isnan(x)).astype("float32"), missing)[None]
    filled = np.pad(np.nan_to_num(x.astype("float32")), missing)[None]
    shares, means = (keras.ops.average_pool(part, k, k)[0].numpy() for part in (there, filled))
    return np.where(shares > 0, means / np.maximum(shares, 1e-9), np.nan)


def edge_share(n, k):
    return np.mean(block_reduce(np.full((n, n), 7.0), (k, k), np.mean) != 7)


safe = tuple(n for n in range(8, 65) if not any(edge_share(n, k) for k in (2, 3, 4)))


def draw_differences(table):
    _, axes = plt.subplots()
    for name, row in table.iterrows():
        below, above = row["difference"] - row["low"], row["high"] - row["difference"]
        axes.errorbar([name], [row["difference"]], yerr=[[below], [above]], fmt="s", color="C0")
    axes.axline((0, 0), slope=0)
    axes.set_ylabel("difference")
    return axes
