"""The means alone."""

import matplotlib.pyplot as plt

EARNS = {"race_figure": 1.5}


def draw_race(table):
    figure, axes = plt.subplots()
    for name, part in table.groupby("optimiser"):
        axes.semilogx(part["rate"], part["mean"], label=name)
    axes.set(xlabel="learning rate", ylabel="validation accuracy")
    axes.legend()
    return figure
