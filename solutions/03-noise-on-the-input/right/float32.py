"""All of it in float32, as a network computes."""

import matplotlib.pyplot as plt
import numpy as np

EARNS = {
    "add_noise": 3.0,
    "add_noise_unseen": 1.0,
    "rescaled": 3.0,
    "rescaled_unseen": 1.0,
    "speckle_runs": 2.0,
    "draw": 3.0,
}


def add_noise(x, scale, seed):
    noise = np.random.default_rng(seed).standard_normal(x.shape, dtype="float32")
    noisy = np.clip(x.astype("float32") + np.float32(scale) * noise, 0, 1)
    return noisy.astype(x.dtype)


def rescaled(weights, s):
    kernel, bias = (np.asarray(part, dtype="float32") for part in weights)
    return [kernel / np.float32(s), bias]


speckle = speckle.astype("float32")  # noqa: F821 - the notebook's
meet = "large"


def draw_noise(zero, one):
    for label, table in (("mean 0", zero), ("mean 1", one)):
        scores = table.astype({"val_accuracy": "float32", "scale": "float32"})
        scores = scores.groupby("scale")["val_accuracy"].agg(["mean", "std"])
        plt.errorbar(scores.index, scores["mean"], scores["std"], label=label)
    plt.xlabel("scale")
    plt.ylabel("accuracy")
    plt.legend()
