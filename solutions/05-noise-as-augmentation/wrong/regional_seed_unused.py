"""Other noise at each call, whatever the seed."""

import numpy as np

EARNS = {"regional": 2.5}


def regional(x, reach, seed, regions=3):
    rng = np.random.default_rng()
    result = x.copy()
    for image in result:
        for _ in range(regions):
            top, left = (rng.integers(0, size - 4) for size in image.shape[:2])
            place = slice(top, top + 5), slice(left, left + 5)
            image[place] += (2 * reach * (rng.random(image[place].shape) - 0.5)).astype(x.dtype)
    return result
