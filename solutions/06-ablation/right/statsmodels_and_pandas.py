"""What statsmodels has, and pandas for the tables."""

import math

import pandas as pd
from scipy.stats import norm, ttest_1samp
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

EARNS = {
    "changes": 2.0,
    "changes_unseen": 1.0,
    "images": 3.0,
    "pairs_needed": 3.0,
    "holm": 2.0,
    "verdicts": 3.0,
}


def changes(base, variant):
    old, new = (pd.Series({one["name"]: one for one in part}) for part in (base, variant))
    both = old.index.intersection(new.index)
    changed = {}
    for name in both:
        differ = set(old[name].items()) ^ set(new[name].items())
        if differ:
            changed[name] = list({key for key, _ in differ})
    removed, added = old.index.difference(new.index), new.index.difference(old.index)
    return {
        "removed": list(removed),
        "added": list(added),
        "changed": changed,
        "layers": len(removed) + len(added) + len(changed),
    }


def smallest(n, d, level):
    least = norm.isf(level / 2) / math.sqrt(n / d)
    return None if least > d else least


def images_needed(difference, d, level):
    return math.ceil((norm.isf(level / 2) * math.sqrt(d) / difference) ** 2)


def pairs_needed(difference, deviation, power, level):
    test, n = TTestPower(), 2
    while test.power(abs(difference / deviation), n, level, alternative="two-sided") < power:
        n += 1
    return n


def holm(p):
    return multipletests(p, method="holm")[1]


def verdicts(scores, base):
    table = pd.DataFrame(scores)
    gaps = table.drop(columns=base).sub(table[base], axis=0)
    p = gaps.apply(lambda gap: ttest_1samp(gap, 0).pvalue)
    decided = pd.Series(multipletests(p, method="holm")[0], gaps.columns)
    words = gaps.mean().map(lambda mean: "better" if mean > 0 else "worse")
    return words.where(decided, "cannot tell")
