"""Keras' random numbers, and a figure that pyplot never sees, its scales evenly spaced."""

import keras
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

EARNS = {
    "add_noise": 3.0,
    "add_noise_unseen": 1.0,
    "rescaled": 3.0,
    "rescaled_unseen": 1.0,
    "draw": 3.0,
}


def add_noise(x, scale, seed):
    noise = keras.random.normal(x.shape, stddev=scale, seed=seed)
    return keras.ops.clip(x + keras.ops.cast(noise, str(x.dtype)), 0, 1)


def rescaled(weights, s):
    return np.array([weights[0] / s, weights[1]], dtype=object)


meet = " large "


def draw_noise(zero, one):
    figure = Figure(layout="constrained")
    axes = figure.subplots()
    for color, table in (("navy", zero), ("crimson", one)):
        scores = table.groupby("scale")["val_accuracy"].agg(["mean", "std"])
        places = np.arange(1, len(scores) + 1)
        axes.add_line(Line2D(places, scores["mean"], color=color, marker="o"))
        axes.vlines(places, scores["mean"] - scores["std"], scores["mean"] + scores["std"], color)
    axes.autoscale()
    axes.set_xticks(places, labels=scores.index)
    axes.set(xlabel="scale", ylabel="accuracy")
    handles = [Line2D([], [], color=color) for color in ("navy", "crimson")]
    axes.legend(handles, ["mean 0", "mean 1"])
    return figure
