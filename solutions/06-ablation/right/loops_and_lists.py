"""Plain Python: loops, lists, and the standard library's normal distribution."""

import math
from statistics import NormalDist, mean, stdev

from scipy import stats

EARNS = {
    "changes": 2.0,
    "changes_unseen": 1.0,
    "images": 3.0,
    "pairs_needed": 3.0,
    "holm": 2.0,
    "verdicts": 3.0,
}


def changes(base, variant):
    removed, added, changed = [], [], {}
    for one in base:
        partners = [two for two in variant if two["name"] == one["name"]]
        if not partners:
            removed.append(one["name"])
            continue
        settings = sorted(set(one) | set(partners[0]))
        differ = [key for key in settings if one.get(key, "-") != partners[0].get(key, "-")]
        if differ:
            changed[one["name"]] = differ
    for two in variant:
        if all(one["name"] != two["name"] for one in base):
            added.append(two["name"])  # noqa: PERF401
    count = len(removed) + len(added) + len(changed)
    return {"removed": removed, "added": added, "changed": changed, "layers": count}


def smallest(n, d, level):
    least = NormalDist().inv_cdf(1 - level / 2) * math.sqrt(d / n)
    if least > d:
        return None
    return least


def images_needed(difference, d, level):
    z = NormalDist().inv_cdf(1 - level / 2)
    return math.ceil(d * z * z / difference / difference)


def pairs_needed(difference, deviation, power, level):
    for n in range(2, 100_000):
        edge = stats.t.ppf(1 - level / 2, n - 1)
        shift = abs(difference) / deviation * math.sqrt(n)
        found = 1 - stats.nct.cdf(edge, n - 1, shift) + stats.nct.cdf(-edge, n - 1, shift)
        if found >= power:
            return n
    return None


def holm(p):
    order = sorted(range(len(p)), key=lambda i: p[i])
    adjusted, before = [0.0] * len(p), 0.0
    for step, i in enumerate(order):
        before = max(before, min(1.0, (len(p) - step) * p[i]))
        adjusted[i] = before
    return adjusted


def verdicts(scores, base):
    names, p, signs = [], [], []
    for name, arm in scores.items():
        if name == base:
            continue
        gaps = [a - b for a, b in zip(arm, scores[base], strict=True)]
        t = mean(gaps) / (stdev(gaps) / math.sqrt(len(gaps)))
        names.append(name)
        signs.append(t > 0)
        p.append(2 * stats.t.sf(abs(t), len(gaps) - 1))
    words = {}
    for name, value, up in zip(names, holm(p), signs, strict=True):
        words[name] = ("better" if up else "worse") if value <= 0.05 else "cannot tell"
    return words
