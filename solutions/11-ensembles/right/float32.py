"""Results in float32, as a network computes, and counts as NumPy's integers."""

import numpy as np
from scipy import stats

EARNS = {
    "votes": 3.0,
    "votes_unseen": 1.0,
    "majority": 3.0,
    "diversity": 3.0,
    "stacking": 4.0,
    "verdict": 2.0,
}


def soft_vote(p):
    return np.argmax(np.asarray(p, "float32").mean(axis=0), axis=-1).astype("float32")


def hard_vote(p):
    p = np.asarray(p, "float32")
    heads = np.eye(p.shape[2], dtype="float32")[p.argmax(axis=2)].sum(axis=0)
    mean = p.mean(axis=0)
    return (heads + 0.01 * mean).argmax(axis=1).astype("int32")


def majority(accuracies):
    right = np.ones(1, "float32")
    for p in np.asarray(accuracies, "float32"):
        right = np.append((1 - p) * right, np.float32(0)) + np.append(np.float32(0), p * right)
    n = len(right) - 1
    weights = np.sign(2 * np.arange(n + 1) - n) / 2 + 0.5
    return np.float32((right * weights).sum())


def best_committee(accuracies):
    best = np.sort(np.asarray(accuracies, "float32"))[::-1]
    found = [majority(best[:n]) for n in range(1, len(best) + 1, 2)]
    return np.int32(2 * np.argmax(found) + 1)


def diversity(labels, y):
    right = (labels == y).astype("float32")
    i, j = np.triu_indices(len(labels), k=1)
    both, neither = (right[i] * right[j]).sum(1), ((1 - right[i]) * (1 - right[j])).sum(1)
    first, second = (right[i] * (1 - right[j])).sum(1), ((1 - right[i]) * right[j]).sum(1)
    total = both * neither + first * second
    known = total > 0
    q = (both * neither - first * second)[known] / total[known]
    return {
        "disagreement": np.float32((labels[i] != labels[j]).mean()),
        "q": q.mean() if known.any() else None,
        "both_wrong": np.float32(neither.mean() / len(y)),
    }


def out_of_folds(x, y, folds):
    found = np.zeros((2, len(y), 3), "float32")
    for fold in np.unique(folds):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        for k, member in enumerate((nearest, centres)):  # noqa: F821 - the notebook's
            found[k, outside] = member(x[inside], y[inside], x[outside])
    return found


def stacked(x, y, folds, x_new):
    known = np.concatenate(out_of_folds(x, y, folds), axis=1)
    asked = np.concatenate([nearest(x, y, x_new), centres(x, y, x_new)], axis=1)  # noqa: F821
    return learn(known, y, asked.astype("float32")).astype("float32")  # noqa: F821


def verdict(scores, base, margin):
    gaps = np.array(scores, "float32") - np.array(base, "float32")
    low, high = stats.t.interval(0.95, len(gaps) - 1, loc=gaps.mean(), scale=stats.sem(gaps))
    words = [(low > 0, "better"), (high < 0, "worse"), (max(-low, high) < margin, "equal")]
    return np.str_(next((word for holds, word in words if holds), "cannot tell"))
