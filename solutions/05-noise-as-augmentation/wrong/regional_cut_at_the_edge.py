"""Centres at the edge: squares are cut off there."""

import numpy as np

EARNS = {"regional": 1.5}


def regional(x, reach, seed, regions=3):
    rng = np.random.default_rng(seed)
    result = x.copy()
    for image in result:
        for _ in range(regions):
            row, column = (rng.integers(0, size) for size in image.shape[:2])
            part = image[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3]
            part += rng.uniform(-reach, reach, part.shape).astype(x.dtype)
    return result
