"""Rounds to the next number in place of up."""

import math

EARNS = {"how_many": 1.8}


def trials(q, p):
    return round(math.log(1 - p) / math.log(1 - q))
