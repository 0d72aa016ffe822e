"""As if the seeds of two arms had nothing in common."""

from scipy.stats import ttest_ind
from statsmodels.stats.multitest import multipletests

EARNS = {"verdicts": 0.5}


def verdicts(scores, base):
    names = [name for name in scores if name != base]
    tests = [ttest_ind(scores[name], scores[base]) for name in names]
    p = multipletests([test.pvalue for test in tests], method="holm")[1]
    return {
        name: "cannot tell" if value > 0.05 else "better" if test.statistic > 0 else "worse"
        for name, value, test in zip(names, p, tests, strict=True)
    }
