"""Puts the maps on the last axis."""

import numpy as np

EARNS = {"conv2d": 0.0, "conv2d_unseen": 0.0}

right = conv2d  # noqa: F821 - the solution's


def conv2d(x, kernel, dilation=1):
    return np.moveaxis(right(x, kernel, dilation), 0, -1)
