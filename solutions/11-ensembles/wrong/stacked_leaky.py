"""Learns the vote where the members remember, as the given code does."""

EARNS = {"stacking": 2.0}


def stacked(x, y, folds, x_new):
    return leaky(x, y, x_new)  # noqa: F821 - the notebook's
