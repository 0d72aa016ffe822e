"""Gives the key "block" for any stride."""

EARNS = {"pooled_sizes": 2.25}


def pooled_sizes(n, k, s):
    return {"valid": max((n - k) // s + 1, 0), "same": -(-n // s), "block": -(-n // k)}
