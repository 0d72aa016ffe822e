"""The same squares in every image."""

import numpy as np

EARNS = {"regional": 2.5}


def regional(x, reach, seed, regions=3):
    rng = np.random.default_rng(seed)
    result = x.copy()
    for _ in range(regions):
        top, left = (rng.integers(0, size - 4) for size in x.shape[1:3])
        part = result[:, top : top + 5, left : left + 5]
        part += rng.uniform(-reach, reach, part.shape).astype(x.dtype)
    return result
