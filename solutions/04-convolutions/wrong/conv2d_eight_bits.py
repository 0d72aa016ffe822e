"""Sums in the image's own 8 bits."""

import numpy as np

EARNS = {"conv2d": 4.0, "conv2d_unseen": 0.5}

right = conv2d  # noqa: F821 - the solution's


def conv2d(x, kernel, dilation=1):
    with np.errstate(all="ignore"):
        return (
            np.mod(right(x, kernel, dilation), 256)
            if x.dtype == np.uint8
            else right(x, kernel, dilation)
        )
