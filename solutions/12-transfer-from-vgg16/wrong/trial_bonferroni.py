"""Every p-value times the number of sizes."""

import numpy as np
from scipy import stats

EARNS = {"trial": 1.5}


def trial(sizes, borrowed, scratch):
    borrowed, scratch = np.asarray(borrowed), np.asarray(scratch)
    p = stats.ttest_rel(borrowed, scratch, axis=1).pvalue
    p = p * len(p)
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
