"""scikit-image's noise, tensors of Keras, a band for the spread and a legend of the figure."""

import keras
import matplotlib.pyplot as plt
from skimage.util import random_noise

EARNS = {
    "add_noise": 3.0,
    "add_noise_unseen": 1.0,
    "rescaled": 3.0,
    "rescaled_unseen": 1.0,
    "draw": 3.0,
}


def add_noise(x, scale, seed):
    return random_noise(x, mode="gaussian", var=scale**2, rng=seed).astype(x.dtype)


def rescaled(weights, s):
    kernel, bias = (keras.ops.cast(part, "float32") for part in weights)
    return [keras.ops.divide(kernel, s), bias]


meet = "large"


def draw_noise(zero, one):
    figure, axes = plt.subplots()
    for label, table in (("mean 0", zero), ("mean 1", one)):
        scores = table.groupby("scale")["val_accuracy"].agg(["mean", "std"])
        axes.semilogx(scores.index, scores["mean"], label=label)
        low, high = scores["mean"] - scores["std"], scores["mean"] + scores["std"]
        axes.fill_between(scores.index, low, high, alpha=0.3)
    axes.set(xlabel="scale", ylabel="accuracy")
    figure.legend(loc="upper right")
    return figure, axes
