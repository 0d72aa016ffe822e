"""NumPy's own functions; vlines for the spread, and a legend that is given its labels."""

import matplotlib.pyplot as plt
import numpy as np

EARNS = {
    "minmax": 3.0,
    "splits": 3.0,
    "splits_unseen": 1.0,
    "layer": 3.0,
    "layer_unseen": 1.0,
    "race_figure": 2.0,
}


def minmax_scale(x):
    x = np.array(x, dtype=np.float64)
    spread = np.ptp(x, axis=0)
    spread[spread == 0] = 1
    return np.divide(x - np.amin(x, axis=0), spread)


def scale_splits(train, *others):
    constant = np.ptp(train, axis=0) == 0
    mean = np.where(constant, train[0], np.average(train, axis=0))
    deviation = np.where(constant, 1, np.sqrt(np.var(train, axis=0)))
    return [(part - mean) / deviation for part in (train, *others)]


def layer_norm(a, gamma, beta, epsilon=1e-3):
    centred = a - np.mean(a, axis=-1)[:, np.newaxis]
    variance = np.einsum("nh,nh->n", centred, centred) / a.shape[1]
    return np.multiply(gamma, centred / np.sqrt(variance + epsilon)[:, None]) + beta


def draw_race(table):
    names = ["AdaGrad", "Adam"]
    for name in names:
        part = table[table["optimiser"] == name].sort_values("rate", ascending=False)
        plt.semilogx(part["rate"].to_numpy(), part["mean"].to_numpy(), "o-")
    plt.legend(names)
    for name, color in zip(names, ("C0", "C1"), strict=True):
        part = table[table["optimiser"] == name]
        low, high = part["mean"] - part["deviation"], part["mean"] + part["deviation"]
        plt.vlines(part["rate"], low, high, colors=color)
    plt.xlabel("learning rate")
    plt.ylabel("validation accuracy")
    return plt
