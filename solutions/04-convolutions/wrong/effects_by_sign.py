"""Gives a verdict by the sign of the mean alone."""

EARNS = {"permuted_race": 2.5}

right = effects  # noqa: F821 - the solution's


def effects(runs):
    return {
        name: (middle, low, high, "better" if middle > 0 else "worse")
        for name, (middle, low, high, _) in right(runs).items()
    }
