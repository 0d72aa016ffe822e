"""Draws the rate itself evenly."""

import numpy as np

EARNS = {"draw": 2.25, "draw_unseen": 0.666667}


def draw(space, n, seed):
    rng = np.random.default_rng(seed)
    settings = []
    for _ in range(n):
        setting = {}
        for name, (kind, *values) in space.items():
            if kind == "choice":
                setting[name] = values[0][rng.integers(len(values[0]))]
            elif kind == "integer":
                setting[name] = int(rng.integers(values[0], values[1] + 1))
            else:
                setting[name] = rng.uniform(*values)
        settings.append(setting)
    return settings
