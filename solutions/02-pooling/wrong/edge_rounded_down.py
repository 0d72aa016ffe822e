"""Rounds the number of windows down."""

EARNS = {"edge_share": 2.0}


def edge_share(n, k):
    return 0 if n % k == 0 else 1 - (1 - 1 / (n // k)) ** 2
