"""Says equal where it cannot tell."""

from scipy.stats import ttest_rel
from statsmodels.stats.multitest import multipletests

EARNS = {"verdicts": 0.5}


def verdicts(scores, base):
    names = [name for name in scores if name != base]
    tests = [ttest_rel(scores[name], scores[base]) for name in names]
    p = multipletests([test.pvalue for test in tests], method="holm")[1]
    return {
        name: "equal" if value > 0.05 else "better" if test.statistic > 0 else "worse"
        for name, value, test in zip(names, p, tests, strict=True)
    }
