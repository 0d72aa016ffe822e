"""Tables as weights, and a figure that pandas draws, one scale beside the other."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

EARNS = {
    "add_noise": 3.0,
    "add_noise_unseen": 1.0,
    "rescaled": 3.0,
    "rescaled_unseen": 1.0,
    "draw": 3.0,
}


def add_noise(x, scale, seed):
    pixels = pd.DataFrame(x.reshape(len(x), -1))
    noise = np.random.default_rng(seed).normal(scale=scale, size=pixels.shape)
    return (pixels + noise).clip(0, 1).to_numpy(dtype=x.dtype).reshape(x.shape)


def rescaled(weights, s):
    kernel, bias = weights
    if kernel.ndim == 2:
        return pd.DataFrame(kernel) / s, pd.Series(bias)
    return kernel / s, pd.Series(bias)


meet = "large"


def draw_noise(zero, one):
    runs = pd.concat({"mean 0": zero, "mean 1": one}, names=["kind"]).reset_index("kind")
    scores = runs.groupby(["scale", "kind"])["val_accuracy"].agg(["mean", "std"]).unstack()
    scores.index = scores.index.astype(str)
    scores["mean"].plot(yerr=scores["std"], marker="o")
    plt.legend(title="noise")
    plt.ylabel("accuracy")
    return plt.gcf()
