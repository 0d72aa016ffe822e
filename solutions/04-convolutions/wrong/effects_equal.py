"""Calls two arms equal where the interval holds zero."""

EARNS = {"permuted_race": 2.5}

right = effects  # noqa: F821 - the solution's


def effects(runs):
    return {
        name: (*numbers, "equal" if word == "cannot tell" else word)
        for name, (*numbers, word) in right(runs).items()
    }
