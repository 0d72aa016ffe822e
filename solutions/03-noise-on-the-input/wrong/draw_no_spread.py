"""The means alone."""

import matplotlib.pyplot as plt

EARNS = {"draw": 2.0}


def draw_noise(zero, one):
    figure, axes = plt.subplots()
    for label, runs in {"mean 0": zero, "mean 1": one}.items():
        axes.plot(runs.groupby("scale")["val_accuracy"].mean(), label=label)
    axes.set(xlabel="noise scale", ylabel="validation accuracy")
    axes.legend()
    return figure
