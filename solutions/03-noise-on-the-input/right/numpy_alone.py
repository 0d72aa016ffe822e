"""NumPy's older random numbers, tuples, and segments for the spread."""

import matplotlib.pyplot as plt
import numpy as np

EARNS = {
    "add_noise": 3.0,
    "add_noise_unseen": 1.0,
    "rescaled": 3.0,
    "rescaled_unseen": 1.0,
    "draw": 3.0,
}


def add_noise(x, scale, seed):
    noise = scale * np.random.RandomState(seed).standard_normal(x.shape)
    return np.minimum(np.maximum(x + noise, 0), 1).astype(x.dtype)


def rescaled(weights, s):
    return np.true_divide(weights[0], s), np.copy(weights[1])


meet = "Large"


def draw_noise(zero, one):
    for table in (zero, one):
        scales = np.unique(table["scale"])
        scores = np.array([table["val_accuracy"][table["scale"] == scale] for scale in scales])
        middle, deviation = scores.mean(axis=1), scores.std(axis=1, ddof=1)
        (line,) = plt.plot(scales, middle)
        ends = [middle - deviation, middle + deviation]
        plt.plot([scales, scales], ends, color=line.get_color(), label="_spread")
    plt.legend(handles=[plt.gca().lines[0], plt.gca().lines[6]], labels=["mean 0", "mean 1"])
    plt.xlabel("scale")
    plt.ylabel("accuracy")
    return plt.gca()
