"""Draws from a normal distribution."""

import numpy as np

EARNS = {"regional": 2.0}


def regional(x, reach, seed, regions=3):
    rng = np.random.default_rng(seed)
    result = x.copy()
    for image in result:
        for _ in range(regions):
            top, left = (rng.integers(0, size - 4) for size in image.shape[:2])
            place = slice(top, top + 5), slice(left, left + 5)
            image[place] += rng.normal(0, reach, image[place].shape).astype(x.dtype)
    return result
