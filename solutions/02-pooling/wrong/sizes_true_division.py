"""One slash: windows come in fractions."""

import math

EARNS = {"pooled_sizes": 1.5}


def pooled_sizes(n, k, s):
    sizes = {"valid": max((n - k) / s + 1, 0), "same": math.ceil(n / s)}
    if s == k:
        sizes["block"] = math.ceil(n / k)
    return sizes
