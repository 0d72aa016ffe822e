"""Finds an error at the edge where there is none."""

import math

EARNS = {"edge_share": 3.5}


def edge_share(n, k):
    return 1 - (1 - 1 / math.ceil(n / k)) ** 2
