"""Tensors, and a figure that pyplot never sees: a line, a band, labels of the whole figure."""

import keras
import numpy as np
from matplotlib.figure import Figure

EARNS = {
    "minmax": 3.0,
    "splits": 3.0,
    "splits_unseen": 1.0,
    "layer": 3.0,
    "layer_unseen": 1.0,
    "race_figure": 2.0,
}
ops = keras.ops


def minmax_scale(x):
    x = ops.convert_to_tensor(x, dtype="float32")
    low, high = ops.min(x, axis=0), ops.max(x, axis=0)
    return ops.divide_no_nan(x - low, high - low)


def scale_splits(train, *others):
    parts = [ops.convert_to_tensor(part, dtype="float64") for part in (train, *others)]
    constant = np.all(train == train[0], axis=0)
    deviation = ops.where(constant, 1.0, ops.std(parts[0], axis=0))
    return [(part - ops.mean(parts[0], axis=0)) / deviation for part in parts]


def layer_norm(a, gamma, beta, epsilon=1e-3):
    a = ops.convert_to_tensor(a, dtype="float64")
    mean, variance = ops.moments(a, axes=[1], keepdims=True)
    return gamma * (a - mean) * ops.rsqrt(variance + epsilon) + beta


def draw_race(table):
    figure = Figure()
    axes = figure.add_subplot(xscale="log")
    for name, part in table.groupby("optimiser"):
        (line,) = axes.plot("rate", "mean", data=part, label=name)
        low, high = part["mean"] - part["deviation"], part["mean"] + part["deviation"]
        axes.fill_between(part["rate"], low, high, color=line.get_color(), alpha=0.2)
    figure.supxlabel("learning rate")
    figure.supylabel("validation accuracy")
    axes.legend(loc="lower center")
    return figure
