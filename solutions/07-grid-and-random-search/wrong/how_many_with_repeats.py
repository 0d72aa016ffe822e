"""Draws with replacement."""

EARNS = {"how_many": 1.8}


def chance_of_grid(good, settings, n):
    return 1 - (1 - good / settings) ** n
