"""Tables of pandas, and their groups."""

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.stats import t as student

EARNS = {
    "folds": 3.0,
    "grouped": 1.0,
    "grouped_unseen": 1.0,
    "leak": 3.0,
    "reliability": 3.0,
    "temperature": 3.0,
    "comparison": 3.0,
}


def folds(n, k, seed):
    order = pd.Series(range(n)).sample(frac=1, random_state=seed)
    return pd.Series(np.arange(n) % k, index=order.to_numpy()).sort_index()


def stratified(y, k, seed):
    table = pd.DataFrame({"y": y}).sample(frac=1, random_state=seed)
    table = table.sort_values("y", kind="stable")
    table["fold"] = np.arange(len(table)) % k
    return table["fold"].sort_index()


def grouped(groups, k):
    groups = pd.Series(list(groups))
    size, home = pd.Series(0, index=range(k)), {}
    for name, count in groups.value_counts().items():
        home[name] = size.idxmin()
        size[home[name]] += count
    return groups.map(home)


def honest(x, y, groups):
    table = pd.DataFrame(x)
    right = []
    for i in range(len(table)):
        others = table[np.asarray(groups) != groups[i]]
        nearest = ((others - table.loc[i]) ** 2).sum(axis=1).idxmin()
        right.append(y[nearest] == y[i])
    return pd.Series(right).mean()


leak = "patient"
worth = promised(x, y, seed=9) - honest(x, y, columns["patient"])  # noqa: F821 - the notebook's


def reliability(p, y, bins):
    p = pd.DataFrame(p)
    table = pd.DataFrame({"confidence": p.max(axis=1), "right": p.idxmax(axis=1) == y})
    place = pd.cut(table["confidence"], np.linspace(0, 1, bins + 1), labels=range(bins))
    by = table.astype(float).groupby(place, observed=False)
    found = by["confidence"].agg(["size", "mean"]).assign(right=by["right"].mean())
    return found.fillna(0).to_numpy()


def error(p, y, bins):
    table = reliability(p, y, bins)
    return float((table[:, 0] / len(y) * np.abs(table[:, 2] - table[:, 1])).sum())


def cool(p, t):
    powers = pd.DataFrame(p) ** (1 / t)
    return powers.div(powers.sum(axis=1), axis=0).to_numpy()


def temperature(p, y):
    def loss(t):
        return -np.log(cool(p, t)[range(len(y)), y]).mean()

    return minimize_scalar(loss, bounds=(0.05, 20), method="bounded", options={"xatol": 1e-5}).x


def nested(inner, outer):
    chosen = pd.DataFrame(inner).idxmax(axis=1)
    return pd.Series([pd.DataFrame(outer).loc[f, s] for f, s in chosen.items()])


def verdict(a, b, n_fit, n_score):
    gaps = pd.Series(a) - pd.Series(b)
    half = student.isf(0.025, len(gaps) - 1) * gaps.std() * (1 / len(gaps) + n_score / n_fit) ** 0.5
    ends = gaps.mean() + np.array([-half, half])
    words = {2: "better", -2: "worse", 0: "cannot tell"}
    return {"low": ends[0], "high": ends[1], "word": words[int(np.sign(ends).sum())]}
