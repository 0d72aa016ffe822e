"""No legend, and the prediction the wrong way round."""

import matplotlib.pyplot as plt

EARNS = {"draw": 2.0}

meet = "small"


def draw_noise(zero, one):
    figure, axes = plt.subplots()
    for label, runs in {"mean 0": zero, "mean 1": one}.items():
        scores = runs.groupby("scale")["val_accuracy"].agg(["mean", "std"])
        axes.errorbar(scores.index, scores["mean"], scores["std"], label=label)
    axes.set(xlabel="noise scale", ylabel="validation accuracy")
    return figure
