"""The standard library's products and a table of pandas; Keras' habit of tuples."""

import itertools

import numpy as np
import pandas as pd
from scipy import stats

EARNS = {
    "grid": 3.0,
    "draw": 3.0,
    "draw_unseen": 1.0,
    "how_many": 3.0,
    "search": 4.0,
    "curse": 2.0,
    "measured": 1.0,
}


def grid(space):
    rows = itertools.product(*space.values())
    return tuple(dict(zip(space.keys(), row, strict=True)) for row in rows)


def trainings(space, folds, refit):
    return int(np.prod([len(values) for values in space.values()], dtype=object)) * folds + refit


def draw(space, n, seed):
    rng = np.random.RandomState(seed)
    table = pd.DataFrame(index=range(n))
    for name, described in space.items():
        kind = described[0]
        if kind == "choice":
            table[name] = rng.choice(described[1], n)
        elif kind == "integer":
            table[name] = rng.randint(described[1], described[2] + 1, n)
        else:
            table[name] = stats.loguniform(*described[1:]).rvs(n, random_state=rng)
    return table.to_dict("records")


def chance(q, n):
    return stats.binom.sf(0, n, q)


def trials(q, p):
    n = max(1, int(np.ceil(np.log1p(-p) / np.log1p(-q))))
    return n - 1 if n > 1 and chance(q, n - 1) >= p else n


def chance_of_grid(good, settings, n):
    return stats.hypergeom.sf(0, settings, good, n)


def search(lab):
    scores = pd.Series(np.nan, index=lab.settings)
    for name in lab.settings:
        try:
            lab.train(name)
        except ValueError:
            pass
        else:
            scores[name] = lab.score(name, "validation")
    best = scores.idxmax()
    failed = list(scores.index[scores.isna()])
    return {
        "best": best,
        "validation": scores[best],
        "test": lab.score(best, "test"),
        "failed": failed,
    }


def curse(validation, test, n):
    table = pd.DataFrame(validation).iloc[:, :n]
    chosen = table.idxmax(axis=1)
    kept = [np.asarray(test)[row, column] for row, column in chosen.items()]
    return (table.max(axis=1) - kept).mean()


found = {
    (split, setting): nearest(setting, split)  # noqa: F821 - the notebook's
    for split in range(40)
    for setting in range(30)
}
table = pd.DataFrame(found, index=["validation", "test"]).T
halves = [table[name].unstack() for name in ("validation", "test")]
measured = pd.Series([curse(*halves, n) for n in (1, 5, 30)])
runs = np.stack([half.to_numpy(dtype="float32") for half in halves], axis=2)
