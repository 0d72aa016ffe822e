"""Tables and columns, and a figure that pandas draws."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

EARNS = {
    "pooled_sizes": 3.0,
    "block_min": 2.0,
    "block_mean": 4.0,
    "block_mean_unseen": 1.0,
    "edge_share": 4.0,
    "race_figure": 1.0,
}


def pooled_sizes(n, k, s):
    starts = pd.Series(range(0, n, s))
    sizes = pd.Series({"valid": (starts + k <= n).sum(), "same": len(starts)})
    if s == k:
        sizes["block"] = len(starts)
    return sizes.to_dict()


def block_min(x, k):
    return -pd.DataFrame(block_max(-x.astype(float), k))  # noqa: F821 - the notebook's


def block_mean(x, k):
    channels = []
    for channel in np.moveaxis(x, 2, 0):
        cells = pd.DataFrame(channel).stack(future_stack=True)
        rows, columns = (cells.index.get_level_values(at) // k for at in (0, 1))
        channels.append(cells.groupby([rows, columns]).mean().unstack())
    return np.stack(channels, axis=-1)


def edge_share(n, k):
    windows = pd.Series(range(n)).groupby(lambda at: at // k).size()
    table = pd.DataFrame(np.outer(windows, windows))
    return (table < k * k).stack().mean()


safe = pd.Series(range(8, 65))
safe = safe[safe.map(lambda n: sum(edge_share(n, k) for k in (2, 3, 4)) == 0)]


def draw_differences(table):
    lengths = [table["difference"] - table["low"], table["high"] - table["difference"]]
    table["difference"].plot(kind="bar", yerr=np.array([lengths]), capsize=4)
    plt.axhline(0, color="black")
    plt.ylabel("difference")
    return plt.gcf()
