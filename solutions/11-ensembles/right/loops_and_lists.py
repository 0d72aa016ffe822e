"""Loops and lists, a member, a sample and a pair at a time."""

import math

EARNS = {
    "votes": 3.0,
    "votes_unseen": 1.0,
    "majority": 3.0,
    "diversity": 3.0,
    "stacking": 4.0,
    "verdict": 2.0,
}


def soft_vote(p):
    winners = []
    for sample in range(len(p[0])):
        sums = [sum(member[sample][k] for member in p) for k in range(len(p[0][0]))]
        winners.append(sums.index(max(sums)))
    return winners


def hard_vote(p):
    winners = []
    for sample in range(len(p[0])):
        rows = [list(member[sample]) for member in p]
        heads = [row.index(max(row)) for row in rows]
        most = max(heads.count(k) for k in heads)
        tied = sorted({k for k in heads if heads.count(k) == most})
        winners.append(max(tied, key=lambda k: (sum(row[k] for row in rows), -k)))
    return winners


def majority(accuracies):
    chances = [1.0]
    for p in accuracies:
        longer = [0.0] * (len(chances) + 1)
        for right, chance in enumerate(chances):
            longer[right] += chance * (1 - p)
            longer[right + 1] += chance * p
        chances = longer
    n = len(accuracies)
    total = 0.0
    for right, chance in enumerate(chances):
        total += chance * (1 if 2 * right > n else 0.5 if 2 * right == n else 0)
    return total


def best_committee(accuracies):
    best, found, size = sorted(accuracies)[::-1], 0.0, 0
    for n in range(1, len(best) + 1, 2):
        if majority(best[:n]) > found:
            found, size = majority(best[:n]), n
    return size


def diversity(labels, y):
    n, differ, wrong, qs = len(y), [], [], []
    for i in range(len(labels)):
        for j in range(i + 1, len(labels)):
            counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
            other = 0
            for k in range(n):
                counts[bool(labels[i][k] == y[k]), bool(labels[j][k] == y[k])] += 1
                other += labels[i][k] != labels[j][k]
            differ.append(other / n)
            wrong.append(counts[False, False] / n)
            one = counts[True, True] * counts[False, False]
            two = counts[True, False] * counts[False, True]
            if one + two:
                qs.append((one - two) / (one + two))
    return {
        "disagreement": sum(differ) / len(differ),
        "q": sum(qs) / len(qs) if qs else None,
        "both_wrong": sum(wrong) / len(wrong),
    }


def out_of_folds(x, y, folds):
    result = []
    for member in (nearest, centres):  # noqa: F821 - the notebook's
        rows = [None] * len(y)
        for fold in set(folds.tolist()):
            inside = [k for k in range(len(y)) if folds[k] != fold]
            outside = [k for k in range(len(y)) if folds[k] == fold]
            for k, row in zip(outside, member(x[inside], y[inside], x[outside]), strict=True):
                rows[k] = [float(one) for one in row]
        result.append(rows)
    return result


def stacked(x, y, folds, x_new):
    import numpy as np

    one, other = out_of_folds(x, y, folds)
    known = np.array([a + b for a, b in zip(one, other, strict=True)])
    pair = zip(nearest(x, y, x_new), centres(x, y, x_new), strict=True)  # noqa: F821
    asked = np.array([[*a, *b] for a, b in pair])
    return [int(label) for label in learn(known, y, asked)]  # noqa: F821


def verdict(scores, base, margin):
    from scipy.stats import t

    gaps = [one - other for one, other in zip(scores, base, strict=True)]
    n = len(gaps)
    mean = sum(gaps) / n
    deviation = math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / (n - 1))
    half = float(t.isf(0.025, n - 1)) * deviation / math.sqrt(n)
    if abs(mean) > half:
        return "better" if mean > 0 else "worse"
    return "equal" if abs(mean) + half < margin else "cannot tell"
