"""Lets a layer's own stride stretch its window."""

EARNS = {"unseen_shift": 2.0}


def looked_at(chain):
    side, step = 1, 1
    for window, stride in chain:
        step *= stride
        side += (window - 1) * step
    return side, step
