"""Tables in, tables out, and pandas' own plot without a figure of its own."""

import matplotlib.pyplot as plt
import pandas as pd

EARNS = {
    "minmax": 3.0,
    "splits": 3.0,
    "splits_unseen": 1.0,
    "layer": 3.0,
    "layer_unseen": 1.0,
    "race_figure": 2.0,
}


def minmax_scale(x):
    table = pd.DataFrame(x).astype(float)
    spread = table.max() - table.min()
    return (table - table.min()) / spread.mask(spread == 0, 1)


def scale_splits(train, *others):
    train, *others = (pd.DataFrame(part) for part in (train, *others))
    constant = train.nunique() == 1
    deviation = train.std(ddof=0).mask(constant, 1)
    mean = train.mean().mask(constant, train.iloc[0])
    return tuple((part - mean) / deviation for part in (train, *others))


def layer_norm(a, gamma, beta, epsilon=1e-3):
    table = pd.DataFrame(a)
    centred = table.sub(table.mean(axis="columns"), axis="index")
    root = (table.var(axis="columns", ddof=0) + epsilon) ** 0.5
    return centred.div(root, axis="index").mul(gamma, axis="columns").add(beta, axis="columns")


def draw_race(table):
    means = table.pivot(index="rate", columns="optimiser", values="mean")
    spread = table.pivot(index="rate", columns="optimiser", values="deviation")
    means.plot(yerr=spread, logx=True, capsize=3)
    plt.ylabel("validation accuracy")
    return plt.gcf()
