"""Multiplies the share by the number."""

import math

EARNS = {"how_many": 1.2}


def chance(q, n):
    return min(1.0, q * n)


def trials(q, p):
    return math.ceil(p / q)
