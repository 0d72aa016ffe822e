"""Gives no outputs near the edge."""

EARNS = {"conv2d": 0.0}

right = conv2d  # noqa: F821 - the solution's


def conv2d(x, kernel, dilation=1):
    maps = right(x, kernel, dilation)
    down, right_hand = (dilation * (k // 2) for k in kernel.shape[2:])
    return maps[:, down : maps.shape[1] - down, right_hand : maps.shape[2] - right_hand]
