"""Leaves out the line that the intervals are judged by."""

import matplotlib.pyplot as plt

EARNS = {"race_figure": 0.5}


def draw_differences(table):
    figure, axes = plt.subplots()
    middle = table["difference"]
    lengths = [middle - table["low"], table["high"] - middle]
    axes.errorbar(list(table.index), middle, lengths, fmt="o")
    axes.set(ylabel="difference")
    return figure
