"""Asks the first in the list instead of the best."""

EARNS = {"majority": 1.875}


def best_committee(accuracies):
    sizes = range(1, len(accuracies) + 1, 2)
    return max(sizes, key=lambda n: majority(accuracies[:n]))  # noqa: F821 - the notebook's
