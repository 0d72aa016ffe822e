"""Every p-value times the number of arms."""

from scipy.stats import ttest_rel

EARNS = {"verdicts": 2.5}


def verdicts(scores, base):
    words = {}
    for name in scores:
        if name != base:
            t, p = ttest_rel(scores[name], scores[base])
            undecided = p * (len(scores) - 1) > 0.05
            words[name] = "cannot tell" if undecided else "better" if t > 0 else "worse"
    return words
