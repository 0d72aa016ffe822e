"""Adds the lengths."""

EARNS = {"grid": 1.8}


def trainings(space, folds, refit):
    return sum(len(values) for values in space.values()) * folds + refit
