"""Looks at the upper end of the interval alone."""

import numpy as np
from scipy import stats

EARNS = {"verdict": 1.5}


def verdict(scores, base, margin):
    gaps = np.subtract(scores, base)
    n = len(gaps)
    half = stats.t.ppf(0.975, n - 1) * gaps.std(ddof=1) / np.sqrt(n)
    low, high = gaps.mean() - half, gaps.mean() + half
    if low > 0 or high < 0:
        return "better" if low > 0 else "worse"
    return "equal" if high < margin else "cannot tell"
