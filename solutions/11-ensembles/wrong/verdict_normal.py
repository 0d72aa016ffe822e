"""Takes 1.96 with a handful of pairs."""

import numpy as np

EARNS = {"verdict": 1.5}


def verdict(scores, base, margin):
    gaps = np.subtract(scores, base)
    n = len(gaps)
    half = 1.96 * gaps.std(ddof=1) / np.sqrt(n)
    low, high = gaps.mean() - half, gaps.mean() + half
    if low > 0 or high < 0:
        return "better" if low > 0 else "worse"
    return "equal" if -margin < low and high < margin else "cannot tell"
