"""Draws the deviation, the same to either side."""

import matplotlib.pyplot as plt

EARNS = {"race_figure": 0.5}


def draw_differences(table):
    figure, axes = plt.subplots()
    axes.errorbar(list(table.index), table["difference"], table["deviation"], fmt="o")
    axes.axhline(0)
    axes.set(ylabel="difference")
    return figure
