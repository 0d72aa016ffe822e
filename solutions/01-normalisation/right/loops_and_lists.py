"""Plain Python: loops, lists, one point of the figure after the other, and plt.show()."""

import math

import matplotlib.pyplot as plt

EARNS = {
    "minmax": 3.0,
    "splits": 3.0,
    "splits_unseen": 1.0,
    "layer": 3.0,
    "layer_unseen": 1.0,
    "race_figure": 2.0,
}


def minmax_scale(x):
    columns = []
    for column in zip(*[[float(value) for value in row] for row in x], strict=True):
        low, high = min(column), max(column)
        spread = high - low if high > low else 1
        columns.append([(value - low) / spread for value in column])
    return [list(row) for row in zip(*columns, strict=True)]


def scale_splits(train, *others):
    scaled = [[] for _ in (train, *others)]
    for at in range(len(train[0])):
        column = [row[at] for row in train]
        mean = sum(column) / len(column)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in column) / len(column))
        if min(column) == max(column):
            mean, deviation = column[0], 1
        for part, rows in zip(scaled, (train, *others), strict=True):
            part.append([(row[at] - mean) / deviation for row in rows])
    return [list(zip(*part, strict=True)) for part in scaled]


def layer_norm(a, gamma, beta, epsilon=1e-3):
    rows = []
    for row in a:
        mean = sum(row) / len(row)
        variance = sum((value - mean) ** 2 for value in row) / len(row)
        root = math.sqrt(variance + epsilon)
        rows.append([g * (v - mean) / root + b for v, g, b in zip(row, gamma, beta, strict=True)])
    return rows


def draw_race(table):
    for name, color in [("Adam", "tab:blue"), ("AdaGrad", "tab:red")]:
        label = name
        for _, row in table.iterrows():
            if row["optimiser"] == name:
                plt.errorbar(
                    row["rate"], row["mean"], row["deviation"], fmt="o", color=color, label=label
                )
                label = None
    plt.xscale("log")
    plt.xlabel("learning rate")
    plt.ylabel("validation accuracy")
    plt.legend()
    plt.show()
