"""The t-test of two samples."""

import numpy as np
from scipy import stats

EARNS = {"trial": 0.0}


def trial(sizes, borrowed, scratch):
    borrowed, scratch = np.asarray(borrowed), np.asarray(scratch)
    p = stats.ttest_ind(borrowed, scratch, axis=1).pvalue
    order = np.argsort(p)
    p[order] = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    up = borrowed.mean(axis=1) > scratch.mean(axis=1)
    words = [
        "cannot tell" if value > 0.05 else "pays" if one else "harms"
        for value, one in zip(p, up, strict=True)
    ]
    until = None
    for size, word in zip(sizes, words, strict=True):
        if word != "pays":
            break
        until = size
    return {"words": words, "until": until}
