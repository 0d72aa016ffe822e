"""Percent instead of shares."""

EARNS = {"speckle_runs": 1.0}

speckle = speckle.assign(val_accuracy=100 * speckle["val_accuracy"])  # noqa: F821
