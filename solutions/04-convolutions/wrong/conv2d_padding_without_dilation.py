"""Pads as if neighbours in the kernel were neighbours in the image."""

import numpy as np

EARNS = {"conv2d": 3.5}

right = conv2d  # noqa: F821 - the solution's


def conv2d(x, kernel, dilation=1):
    maps = right(x, kernel, dilation)
    down, across = ((dilation - 1) * (k // 2) for k in kernel.shape[2:])
    inside = maps[:, down : maps.shape[1] - down, across : maps.shape[2] - across]
    return np.pad(inside, [(0, 0), (down, down), (across, across)])
