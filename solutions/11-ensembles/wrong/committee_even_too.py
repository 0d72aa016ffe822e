"""Asks even numbers as well, the last of equals."""

EARNS = {"majority": 1.875}


def best_committee(accuracies):
    best = sorted(accuracies, reverse=True)
    sizes = range(len(best), 0, -1)
    return max(sizes, key=lambda n: round(majority(best[:n]), 9))  # noqa: F821
