"""Leaves out the sample alone, not its group."""

import numpy as np

EARNS = {"leak": 0.75}


def honest(x, y, groups):
    far = ((x[:, None] - x) ** 2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    return float(np.mean(y[far.argmin(axis=1)] == y))


leak = "patient"
worth = promised(x, y, seed=9) - honest(x, y, columns["patient"])  # noqa: F821 - the notebook's
