"""A tuple instead of a dictionary."""

EARNS = {"pooled_sizes": 0.0}


def pooled_sizes(n, k, s):
    return max((n - k) // s + 1, 0), -(-n // s)
