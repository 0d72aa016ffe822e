"""Tables for the plans and scores; a Cholesky root; a confidence bound in the place of EI."""

import numpy as np
import pandas as pd
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.spatial.distance import cdist
from scipy.special import erf
from sklearn.neighbors import KNeighborsClassifier

EARNS = {
    "improvement": 3.0,
    "posterior": 3.0,
    "posterior_unseen": 1.0,
    "halving": 3.0,
    "choose": 3.0,
    "suggest": 4.0,
}


def improvement(mean, deviation, best, goal):
    table = pd.DataFrame({"mean": mean, "deviation": deviation})
    table["gain"] = (table["mean"] - best) * (1 if goal == "max" else -1)
    z = table["gain"] / table["deviation"].where(table["deviation"] > 0)
    below, density = (1 + erf(z / np.sqrt(2))) / 2, np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    hope = table["gain"] * below + table["deviation"] * density
    return hope.fillna(table["gain"].clip(lower=0))


def posterior(x, y, runs, places, length, spread, noise, prior):
    def alike(a, b):
        return spread**2 * np.exp(-0.5 * cdist(a, b, "sqeuclidean") / length**2)

    root = cholesky(alike(x, x) + np.diag(noise**2 / np.asarray(runs)), lower=True)
    across = alike(places, x)
    mean = prior + across @ cho_solve((root, True), np.asarray(y) - prior)
    explained = solve_triangular(root, across.T, lower=True)
    return mean, np.sqrt(spread**2 - np.square(explained).sum(axis=0))


def halving(settings, epochs, factor):
    alive = [settings]
    while alive[-1] >= factor:
        alive.append(alive[-1] // factor)
    length = [max(1, epochs // factor**back) for back in range(len(alive))][::-1]
    table = pd.DataFrame({"settings": alive, "epochs": length})
    table["cost"] = table["settings"] * table["epochs"].diff().fillna(table["epochs"]).astype(int)
    return list(table.itertuples(index=False, name=None))


def choose(settings, train, validation, test):
    rows = []
    for k in settings:
        model = KNeighborsClassifier(k).fit(*train)
        rows.append({"setting": k, "score": model.score(*validation), "model": model})
    best = pd.DataFrame(rows).sort_values("score", ascending=False, kind="stable").iloc[0]
    report = best["model"].score(*test)
    return {"setting": int(best["setting"]), "score": float(best["score"]), "report": report}


def suggest(tried, scores, candidates, seed):
    if len(tried) < 5:
        order = pd.Series(range(len(candidates))).sample(frac=1, random_state=seed)
        return int(order.drop(index=tried).iloc[0])
    left = [i for i in range(len(candidates)) if i not in set(tried)]
    mean, deviation = posterior(
        candidates[tried], scores, [1] * len(tried), candidates[left], 0.25, 0.4, 0.02, 0.3
    )
    return left[int(np.argmax(mean + 1.5 * deviation))]
