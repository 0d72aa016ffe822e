"""Every arm at 5 %."""

from scipy.stats import ttest_rel

EARNS = {"verdicts": 2.5}


def verdicts(scores, base):
    words = {}
    for name in scores:
        if name != base:
            t, p = ttest_rel(scores[name], scores[base])
            words[name] = "cannot tell" if p > 0.05 else "better" if t > 0 else "worse"
    return words
