"""Counts from the left."""

EARNS = {"grid": 1.8}


def grid(space):
    settings = [{}]
    for name, values in space.items():
        settings = [{**setting, name: value} for value in values for setting in settings]
    return settings
