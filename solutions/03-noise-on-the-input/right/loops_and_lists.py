"""Plain Python: one draw after the other, weights as lists, one bar after the other."""

import random

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
    draws = random.Random(seed)
    noisy = []
    for value in x.flatten().tolist():
        noisy.append(min(max(value + draws.gauss(0, scale), 0), 1))  # noqa: PERF401
    return np.array(noisy, dtype=x.dtype).reshape(x.shape)


def rescaled(weights, s):
    def divided(part):
        return [divided(one) for one in part] if isinstance(part, list) else part / s

    return [divided(np.asarray(weights[0]).tolist()), list(weights[1])]


meet = "large"


def draw_noise(zero, one):
    for label, color, table in (("mean 0", "blue", zero), ("mean 1", "orange", one)):
        for scale in sorted(set(table["scale"])):
            scores = table[table["scale"] == scale]["val_accuracy"]
            plt.errorbar(scale, scores.mean(), scores.std(), fmt=".", color=color)
        plt.plot([], [], color=color, label=label)
        middle = table.groupby("scale")["val_accuracy"].mean()
        plt.plot(middle.index, middle, "-", color=color)
    plt.xlabel("scale")
    plt.ylabel("accuracy")
    plt.legend()
    plt.show()
