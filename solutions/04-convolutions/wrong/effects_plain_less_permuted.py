"""Subtracts the other way round."""

EARNS = {"permuted_race": 1.0}

right = effects  # noqa: F821 - the solution's


def effects(runs):
    return {
        name: (-middle, -high, -low, {"better": "worse", "worse": "better"}.get(word, word))
        for name, (middle, low, high, word) in right(runs).items()
    }
