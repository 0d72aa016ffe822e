"""Draws the tables of the notebook, not those that it is given."""

import matplotlib.pyplot as plt

EARNS = {"draw": 1.0}


def draw_noise(first, second):
    figure, axes = plt.subplots()
    for label, runs in {"mean 0": zero, "mean 1": speckle}.items():  # noqa: F821
        scores = runs.groupby("scale")["val_accuracy"].agg(["mean", "std"])
        axes.errorbar(scores.index, scores["mean"], scores["std"], label=label)
    axes.set(xlabel="noise scale", ylabel="validation accuracy")
    axes.legend()
    return figure
