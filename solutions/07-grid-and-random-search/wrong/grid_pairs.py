"""Puts the first values together, then the second ones."""

EARNS = {"grid": 1.2}


def grid(space):
    return [dict(zip(space, values, strict=False)) for values in zip(*space.values(), strict=False)]
