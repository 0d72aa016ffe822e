"""Percent instead of a share."""

EARNS = {"edge_share": 2.0}


def edge_share(n, k):
    return 100 * (1 - ((n // k) / -(-n // k)) ** 2)
