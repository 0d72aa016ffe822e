"""Asks everybody: more members know more."""

EARNS = {"majority": 1.875}


def best_committee(accuracies):
    return len(accuracies) - (len(accuracies) % 2 == 0)
