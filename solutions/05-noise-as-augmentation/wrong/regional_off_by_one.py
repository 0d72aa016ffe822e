"""Squares never touch the lower and right edge."""

import numpy as np

EARNS = {"regional": 2.0}


def regional(x, reach, seed, regions=3):
    rng = np.random.default_rng(seed)
    result = x.copy()
    for image in result:
        for _ in range(regions):
            top, left = (rng.integers(0, size - 5) for size in image.shape[:2])
            change = rng.uniform(-reach, reach, (5, 5, image.shape[2]))
            image[top : top + 5, left : left + 5] += change.astype(x.dtype)
    return result
