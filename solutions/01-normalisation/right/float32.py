"""All of it in float32, as a network computes."""

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
    x = np.asarray(x, dtype="float32")
    low, high = x.min(axis=0), x.max(axis=0)
    return (x - low) / np.where(high > low, high - low, np.float32(1))


def scale_splits(train, *others):
    train, *others = (np.asarray(part, dtype="float32") for part in (train, *others))
    constant = train.min(axis=0) == train.max(axis=0)
    mean = np.where(constant, train[0], train.mean(axis=0))
    deviation = np.where(constant, np.float32(1), train.std(axis=0))
    return tuple((part - mean) / deviation for part in (train, *others))


def layer_norm(a, gamma, beta, epsilon=1e-3):
    a, gamma, beta = (np.asarray(part, dtype="float32") for part in (a, gamma, beta))
    mean, variance = a.mean(axis=1, keepdims=True), a.var(axis=1, keepdims=True)
    return gamma * (a - mean) / np.sqrt(variance + np.float32(epsilon)) + beta


def draw_race(table):
    table = table.astype({"rate": "float32", "mean": "float32", "deviation": "float32"})
    for name, part in table.groupby("optimiser"):
        plt.errorbar(part["rate"], part["mean"], part["deviation"], label=name)
    plt.xscale("log")
    plt.xlabel("learning rate")
    plt.ylabel("validation accuracy")
    plt.legend()
    return plt.gcf()
