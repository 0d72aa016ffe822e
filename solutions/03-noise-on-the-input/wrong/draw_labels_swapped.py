"""The labels of the two curves are swapped."""

import matplotlib.pyplot as plt

EARNS = {"draw": 2.0}


def draw_noise(zero, one):
    figure, axes = plt.subplots()
    for label, runs in {"mean 1": zero, "mean 0": one}.items():
        scores = runs.groupby("scale")["val_accuracy"].agg(["mean", "std"])
        axes.errorbar(scores.index, scores["mean"], scores["std"], label=label)
    axes.set(xlabel="noise scale", ylabel="validation accuracy")
    axes.legend()
    return figure
