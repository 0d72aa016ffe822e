"""Where squares overlap, only the last counts."""

import numpy as np

EARNS = {"regional": 2.5}


def regional(x, reach, seed, regions=3):
    rng = np.random.default_rng(seed)
    result = x.copy()
    for image, plain in zip(result, x, strict=True):
        for _ in range(regions):
            top, left = (rng.integers(0, size - 4) for size in image.shape[:2])
            place = slice(top, top + 5), slice(left, left + 5)
            change = rng.uniform(-reach, reach, image[place].shape)
            image[place] = plain[place] + change.astype(x.dtype)
    return result
