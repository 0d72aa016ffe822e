"""Takes a generator without the seed."""

import numpy as np

EARNS = {"draw": 2.25}


def draw(space, n, seed):
    rng = np.random.default_rng()
    settings = []
    for _ in range(n):
        setting = {}
        for name, (kind, *values) in space.items():
            if kind == "choice":
                setting[name] = values[0][rng.integers(len(values[0]))]
            elif kind == "integer":
                setting[name] = rng.integers(values[0], values[1] + 1)
            else:
                setting[name] = np.exp(rng.uniform(*np.log(values)))
        settings.append(setting)
    return settings
