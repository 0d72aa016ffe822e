"""Divides the variance by n."""

import matplotlib.pyplot as plt

EARNS = {"draw": 2.0}


def draw_noise(zero, one):
    figure, axes = plt.subplots()
    for label, runs in {"mean 0": zero, "mean 1": one}.items():
        scores = runs.groupby("scale")["val_accuracy"]
        axes.errorbar(scores.mean().index, scores.mean(), scores.std(ddof=0), label=label)
    axes.set(xlabel="noise scale", ylabel="validation accuracy")
    axes.legend()
    return figure
