"""Turns the kernel round, as mathematics does."""

EARNS = {"conv2d": 0.0, "conv2d_unseen": 0.0}

right = conv2d  # noqa: F821 - the solution's


def conv2d(x, kernel, dilation=1):
    return right(x, kernel[:, :, ::-1, ::-1], dilation)
