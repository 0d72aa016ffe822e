"""Results in float32, as a network computes, and counts as NumPy's integers."""

import numpy as np
from scipy import stats

EARNS = {"images": 3.0, "pairs_needed": 3.0, "holm": 2.0, "verdicts": 3.0}


def smallest(n, d, level):
    least = np.float32(stats.norm.isf(level / 2)) * np.sqrt(np.float32(d) / np.float32(n))
    return least if least <= d else None


def images_needed(difference, d, level):
    return np.int32(np.ceil(d * stats.norm.isf(level / 2) ** 2 / difference**2))


def pairs_needed(difference, deviation, power, level):
    n = np.arange(2, 2000)
    edge, shift = stats.t.isf(level / 2, n - 1), np.abs(difference) / deviation * np.sqrt(n)
    found = stats.nct.sf(edge, n - 1, shift) + stats.nct.cdf(-edge, n - 1, shift)
    return n[np.argmax(np.where(np.isnan(found), 1, found) >= power)].astype("float32")


def holm(p):
    p = np.array(p, "float32")
    order = p.argsort()
    steps = p[order] * np.arange(len(p), 0, -1, dtype="float32")
    return np.minimum(np.maximum.accumulate(steps), np.float32(1))[order.argsort()]


def verdicts(scores, base):
    names = np.array([name for name in scores if name != base])
    gaps = np.array([scores[name] for name in names]) - np.array(scores[base])
    p = holm(stats.ttest_1samp(gaps, 0, axis=1).pvalue)
    words = np.where(p > 0.05, "cannot tell", np.where(gaps.mean(axis=1) > 0, "better", "worse"))
    return dict(zip(names.tolist(), words.tolist(), strict=True))
