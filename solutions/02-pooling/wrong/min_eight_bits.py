"""Turns the signs of numbers that have none."""

EARNS = {"block_min": 1.5}


def block_min(x, k):
    return -block_max(-x, k)  # noqa: F821
