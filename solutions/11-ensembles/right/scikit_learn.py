"""Members as scikit-learn's estimators, folds by its predefined split, votes by SciPy."""

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
    return np.einsum("msk->sk", p).argmax(axis=1)


def hard_vote(p):
    first, total = p.argmax(axis=2), p.sum(axis=0)
    counts = np.apply_along_axis(np.bincount, 0, first, minlength=p.shape[2]).T
    return np.lexsort((np.arange(p.shape[2])[::-1] + 0 * total, total, counts), axis=1)[:, -1]


def majority(accuracies):
    # The coefficients of the product of (1 - p) + p z are the chances of each number.
    p = np.array(accuracies)
    chances = np.polynomial.polynomial.Polynomial([1.0])
    for one in p:
        chances *= np.polynomial.polynomial.Polynomial([1 - one, one])
    number = np.arange(len(p) + 1)
    return chances.coef @ np.where(2 * number == len(p), 0.5, 2 * number > len(p))


def best_committee(accuracies):
    best = np.flip(np.sort(accuracies))
    return max(range(1, len(best) + 1, 2), key=lambda n: (majority(best[:n]), -n))


def diversity(labels, y):
    from sklearn.metrics import confusion_matrix

    differ, wrong, qs = [], [], []
    for i in range(1, len(labels)):
        for j in range(i):
            table = confusion_matrix(labels[i] == y, labels[j] == y, labels=[False, True])
            (d, c), (b, a) = table
            differ.append(1 - np.mean(labels[i] == labels[j]))
            wrong.append(d / len(y))
            with np.errstate(invalid="ignore"):
                qs.append(np.float64(a * d - b * c) / (a * d + b * c))
    q = None if np.all(np.isnan(qs)) else np.nanmean(qs)
    return {"disagreement": np.mean(differ), "q": q, "both_wrong": np.mean(wrong)}


def _estimator(member):
    from sklearn.base import BaseEstimator, ClassifierMixin

    class Estimator(ClassifierMixin, BaseEstimator):
        def fit(self, x, y):
            self.x_, self.y_, self.classes_ = x, y, np.arange(3)
            return self

        def predict_proba(self, x):
            return member(self.x_, self.y_, x)

        def predict(self, x):
            return self.predict_proba(x).argmax(axis=1)

    return Estimator()


def out_of_folds(x, y, folds):
    from sklearn.model_selection import PredefinedSplit, cross_val_predict

    split = PredefinedSplit(np.unique(folds, return_inverse=True)[1])
    return [
        cross_val_predict(_estimator(member), x, y, cv=split, method="predict_proba")
        for member in (nearest, centres)  # noqa: F821 - the notebook's
    ]


def stacked(x, y, folds, x_new):
    known = np.column_stack(out_of_folds(x, y, folds))
    asked = np.column_stack([nearest(x, y, x_new), centres(x, y, x_new)])  # noqa: F821
    return learn(known, y, asked)  # noqa: F821


def verdict(scores, base, margin):
    found = stats.ttest_rel(scores, base).confidence_interval(0.95)
    if found.low > 0 or found.high < 0:
        return "better" if found.low > 0 else "worse"
    inside = found.low > -margin and found.high < margin
    return "equal" if inside else "cannot tell"
