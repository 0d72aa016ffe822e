"""Accuracy in percent."""

EARNS = {"permuted_race": 2.0}

runs = runs.assign(val_accuracy=100 * runs["val_accuracy"])  # noqa: F821 - the solution's
