"""Throws the pairs away."""

from scipy import stats

EARNS = {"verdict": 0.5}


def verdict(scores, base, margin):
    found = stats.ttest_ind(scores, base).confidence_interval(0.95)
    low, high = found.low, found.high
    if low > 0 or high < 0:
        return "better" if low > 0 else "worse"
    return "equal" if -margin < low and high < margin else "cannot tell"
