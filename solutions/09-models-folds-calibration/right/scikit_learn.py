"""What scikit-learn and SciPy have."""

import numpy as np
from scipy import optimize, special, stats
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold

EARNS = {
    "folds": 3.0,
    "grouped": 1.0,
    "grouped_unseen": 1.0,
    "leak": 3.0,
    "reliability": 3.0,
    "temperature": 3.0,
    "comparison": 3.0,
}


def held(cut, n, *args):
    fold = np.empty(n, int)
    for one, (_, out) in enumerate(cut.split(np.zeros((n, 1)), *args)):
        fold[out] = one
    return fold


def folds(n, k, seed):
    return held(KFold(k, shuffle=True, random_state=seed), n)


def stratified(y, k, seed):
    # scikit-learn deals the classes alike and shuffles inside each
    y = np.asarray(y)
    return held(StratifiedKFold(k, shuffle=True, random_state=seed), len(y), y)


def grouped(groups, k):
    return held(GroupKFold(k), len(groups), None, groups)


def honest(x, y, groups):
    far = ((x[:, None] - x[None]) ** 2).sum(-1)
    far = np.where(np.equal.outer(groups, groups), np.inf, far)
    return np.equal(y[far.argmin(1)], y).mean()


leak = "patient"
worth = promised(x, y, seed=9) - honest(x, y, columns["patient"])  # noqa: F821 - the notebook's


def reliability(p, y, bins):
    top = p.max(axis=1)
    edges = np.linspace(0, 1, bins + 1)
    place = np.searchsorted(edges[1:-1], top)
    count = np.bincount(place, minlength=bins)
    sums = [np.bincount(place, w, minlength=bins) for w in (top, p.argmax(axis=1) == y)]
    return np.stack([count, *(one / np.maximum(count, 1) for one in sums)], axis=1)


def error(p, y, bins):
    table = reliability(p, y, bins)
    return np.average(np.abs(table[:, 2] - table[:, 1]), weights=table[:, 0])


def cool(p, t):
    return special.softmax(np.log(p) / t, axis=1)


def temperature(p, y):
    labels = np.arange(p.shape[1])

    def loss(log_t):
        return log_loss(y, cool(p, np.exp(log_t[0])), labels=labels)

    ends = [tuple(np.log([0.05, 20]))]
    options = {"xatol": 1e-5}
    found = optimize.minimize(loss, [0.0], method="Nelder-Mead", bounds=ends, options=options)
    return np.exp(found.x[0])


def nested(inner, outer):
    return np.take_along_axis(outer, inner.argmax(axis=1)[:, None], axis=1)[:, 0]


def verdict(a, b, n_fit, n_score):
    gaps = a - b
    scale = np.std(gaps, ddof=1) * np.sqrt(1 / gaps.size + n_score / n_fit)
    low, high = stats.t.interval(0.95, gaps.size - 1, gaps.mean(), scale)
    word = {(True, True): "better", (False, False): "worse"}.get((low > 0, high > 0), "cannot tell")
    return {"low": low, "high": high, "word": word}
