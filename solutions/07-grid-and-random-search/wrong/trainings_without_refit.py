"""Forgets the last training."""

EARNS = {"grid": 2.4}


def trainings(space, folds, refit):
    count = folds
    for values in space.values():
        count *= len(values)
    return count
