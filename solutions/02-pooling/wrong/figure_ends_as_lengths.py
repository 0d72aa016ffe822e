"""Takes the ends of the interval for lengths, which matplotlib refuses."""

import matplotlib.pyplot as plt

EARNS = {"race_figure": 0.0}


def draw_differences(table):
    figure, axes = plt.subplots()
    axes.errorbar(list(table.index), table["difference"], [table["low"], table["high"]], fmt="o")
    axes.axhline(0)
    return figure
