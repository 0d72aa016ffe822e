"""Counts the windows of "same" by their size, not by their stride."""

EARNS = {"pooled_sizes": 2.25}


def pooled_sizes(n, k, s):
    sizes = {"valid": max((n - k) // s + 1, 0), "same": -(-n // k)}
    if s == k:
        sizes["block"] = -(-n // k)
    return sizes
