"""Tables of pandas."""

import numpy as np
import pandas as pd

EARNS = {
    "votes": 3.0,
    "votes_unseen": 1.0,
    "majority": 3.0,
    "diversity": 3.0,
    "stacking": 4.0,
    "verdict": 2.0,
}


def soft_vote(p):
    return pd.DataFrame(sum(p)).idxmax(axis=1)


def hard_vote(p):
    total = pd.DataFrame(sum(p))
    heads = pd.DataFrame([pd.DataFrame(member).idxmax(axis=1) for member in p])
    counts = heads.apply(pd.Series.value_counts).reindex(total.columns).fillna(0).T
    tied = counts.eq(counts.max(axis=1), axis=0)
    return total.where(tied, -1).idxmax(axis=1)


def majority(accuracies):
    right = pd.Series([1.0])
    for p in accuracies:
        right = (right * (1 - p)).add((right * p).set_axis(right.index + 1), fill_value=0)
    n = len(accuracies)
    return right[right.index > n / 2].sum() + right[right.index == n / 2].sum() / 2


def best_committee(accuracies):
    best = pd.Series(accuracies).sort_values(ascending=False).tolist()
    return pd.Series({n: majority(best[:n]) for n in range(1, len(best) + 1, 2)}).idxmax()


def diversity(labels, y):
    frame = pd.DataFrame(labels).T
    right = frame.eq(pd.Series(y), axis=0)
    rows = []
    for i in frame:
        for j in range(i):
            both = pd.crosstab(right[i], right[j]).reindex(
                index=[True, False], columns=[True, False], fill_value=0
            )
            a, b, c, d = both.to_numpy().ravel()
            q = (a * d - b * c) / (a * d + b * c) if a * d + b * c else np.nan
            rows.append((frame[i].ne(frame[j]).mean(), q, d / len(y)))
    means = pd.DataFrame(rows, columns=["disagreement", "q", "both_wrong"]).mean()
    return {name: None if np.isnan(value) else value for name, value in means.items()}


def out_of_folds(x, y, folds):
    tables = []
    for member in (nearest, centres):  # noqa: F821 - the notebook's
        parts = []
        for fold, rows in pd.Series(folds).groupby(folds):
            inside = folds != fold
            found = member(x[inside], y[inside], x[rows.index])
            parts.append(pd.DataFrame(found, index=rows.index))
        tables.append(pd.concat(parts).sort_index())
    return np.array(tables)


def stacked(x, y, folds, x_new):
    known = pd.concat([pd.DataFrame(one) for one in out_of_folds(x, y, folds)], axis=1)
    asked = [pd.DataFrame(m(x, y, x_new)) for m in (nearest, centres)]  # noqa: F821
    return pd.Series(learn(known.to_numpy(), y, pd.concat(asked, axis=1).to_numpy()))  # noqa: F821


def verdict(scores, base, margin):
    from scipy.stats import t

    gaps = pd.Series(scores) - pd.Series(base)
    half = t.ppf(0.975, gaps.count() - 1) * gaps.sem()
    low, high = gaps.mean() - half, gaps.mean() + half
    word = "equal" if min(low + margin, margin - high) > 0 else "cannot tell"
    return "better" if low > 0 else "worse" if high < 0 else word
