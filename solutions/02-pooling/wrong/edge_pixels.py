"""The share of pixels in incomplete windows, not of pooled values."""

EARNS = {"edge_share": 2.5}


def edge_share(n, k):
    return 1 - (n // k * k / n) ** 2
