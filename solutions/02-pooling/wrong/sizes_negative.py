"""A window that does not fit gives a negative number."""

EARNS = {"pooled_sizes": 2.5}


def pooled_sizes(n, k, s):
    sizes = {"valid": (n - k) // s + 1, "same": -(-n // s)}
    if s == k:
        sizes["block"] = -(-n // k)
    return sizes
