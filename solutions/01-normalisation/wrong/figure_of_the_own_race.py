"""Draws the table of the notebook, not the one that it is given."""

import matplotlib.pyplot as plt

EARNS = {"race_figure": 1.0}


def draw_race(table):
    figure, axes = plt.subplots()
    for name, part in race.groupby("optimiser"):  # noqa: F821
        axes.errorbar(part["rate"], part["mean"], part["deviation"], label=name)
    axes.set(xscale="log", xlabel="learning rate", ylabel="validation accuracy")
    axes.legend()
    return figure
