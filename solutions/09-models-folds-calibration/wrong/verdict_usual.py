"""The usual interval, without a correction."""

import numpy as np
from scipy import stats

EARNS = {"comparison": 1.0}


def verdict(a, b, n_fit, n_score):
    gaps = np.asarray(a) - np.asarray(b)
    low, high = stats.t.interval(0.95, len(gaps) - 1, gaps.mean(), stats.sem(gaps))
    word = "better" if low > 0 else "worse" if high < 0 else "cannot tell"
    return {"low": low, "high": high, "word": word}
