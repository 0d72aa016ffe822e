"""Looks above 1 only."""

import numpy as np

EARNS = {"temperature": 2.5}


def temperature(p, y):
    rows = np.arange(len(y))
    grid = np.exp(np.linspace(0, np.log(20), 8000))
    losses = [-np.log(cool(p, t)[rows, y]).mean() for t in grid]  # noqa: F821
    return float(grid[int(np.argmin(losses))])
