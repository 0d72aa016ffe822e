"""Repeats the outermost pixels instead of zeros."""

import numpy as np

EARNS = {"conv2d": 2.0, "conv2d_unseen": 0.0}

right = conv2d  # noqa: F821 - the solution's


def conv2d(x, kernel, dilation=1):
    down, across = (dilation * (k // 2) for k in kernel.shape[2:])
    wide = np.pad(x, [(0, 0), (down, down), (across, across)], mode="edge")
    maps = right(wide, kernel, dilation)
    return maps[:, down : maps.shape[1] - down, across : maps.shape[2] - across]
