"""Convolves the first channel alone."""

EARNS = {"conv2d": 1.0, "conv2d_unseen": 0.0}

right = conv2d  # noqa: F821 - the solution's


def conv2d(x, kernel, dilation=1):
    return right(x[:1], kernel[:, :1], dilation)
