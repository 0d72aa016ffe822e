"""The noise makes the images float64."""

import numpy as np

EARNS = {"regional": 2.5}


def regional(x, reach, seed, regions=3):
    rng = np.random.default_rng(seed)
    result = x.astype(float)
    for image in result:
        for _ in range(regions):
            top, left = (rng.integers(0, size - 4) for size in image.shape[:2])
            part = image[top : top + 5, left : left + 5]
            part += rng.uniform(-reach, reach, part.shape)
    return result
