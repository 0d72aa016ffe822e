"""Rounds down where the last window is cut short or filled up."""

EARNS = {"pooled_sizes": 1.5}


def pooled_sizes(n, k, s):
    sizes = {"valid": max((n - k) // s + 1, 0), "same": n // s}
    if s == k:
        sizes["block"] = n // k
    return sizes
