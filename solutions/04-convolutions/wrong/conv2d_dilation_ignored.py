"""Takes no notice of the dilation."""

EARNS = {"conv2d": 3.0}

right = conv2d  # noqa: F821 - the solution's


def conv2d(x, kernel, dilation=1):
    return right(x, kernel, 1)
