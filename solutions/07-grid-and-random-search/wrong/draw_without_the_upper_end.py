"""Never draws the highest whole number."""

import numpy as np

EARNS = {"draw": 2.625, "draw_unseen": 0.666667}


def draw(space, n, seed):
    rng = np.random.default_rng(seed)
    settings = []
    for _ in range(n):
        setting = {}
        for name, (kind, *values) in space.items():
            if kind == "choice":
                setting[name] = values[0][rng.integers(len(values[0]))]
            elif kind == "integer":
                setting[name] = int(rng.integers(*values))
            else:
                setting[name] = np.exp(rng.uniform(*np.log(values)))
        settings.append(setting)
    return settings
