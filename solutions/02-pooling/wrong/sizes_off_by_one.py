"""Forgets the first window."""

EARNS = {"pooled_sizes": 2.0}


def pooled_sizes(n, k, s):
    sizes = {"valid": max((n - k) // s, 0), "same": -(-n // s)}
    if s == k:
        sizes["block"] = -(-n // k)
    return sizes
