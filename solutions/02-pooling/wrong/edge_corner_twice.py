"""Counts the corner with the row and with the column."""

import math

EARNS = {"edge_share": 2.0}


def edge_share(n, k):
    return 0 if n % k == 0 else 2 / math.ceil(n / k)
