"""Two slashes: all or nothing."""

EARNS = {"edge_share": 2.5}


def edge_share(n, k):
    return 1 - (n // k) ** 2 // (-(-n // k)) ** 2
