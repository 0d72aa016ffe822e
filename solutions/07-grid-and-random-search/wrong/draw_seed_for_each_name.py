"""Begins the generator anew for each name, so that equal ranges give equal values."""

import numpy as np

EARNS = {"draw": 3.0, "draw_unseen": 0.666667}


def draw(space, n, seed):
    columns = {}
    for name, (kind, *values) in space.items():
        rng = np.random.default_rng(seed)
        if kind == "choice":
            columns[name] = [values[0][i] for i in rng.integers(0, len(values[0]), n)]
        elif kind == "integer":
            columns[name] = rng.integers(values[0], values[1] + 1, n)
        else:
            columns[name] = np.exp(rng.uniform(*np.log(values), n))
    return [{name: columns[name][i] for name in space} for i in range(n)]
