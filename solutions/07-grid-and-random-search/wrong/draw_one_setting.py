"""Draws one setting and repeats it."""

import numpy as np

EARNS = {"draw": 1.125}


def draw(space, n, seed):
    rng = np.random.default_rng(seed)
    setting = {}
    for name, (kind, *values) in space.items():
        if kind == "choice":
            setting[name] = values[0][rng.integers(len(values[0]))]
        elif kind == "integer":
            setting[name] = int(rng.integers(values[0], values[1] + 1))
        else:
            setting[name] = np.exp(rng.uniform(*np.log(values)))
    return [setting] * n
