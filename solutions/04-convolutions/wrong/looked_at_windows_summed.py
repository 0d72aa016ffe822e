"""Adds the windows and never minds the strides."""

EARNS = {"unseen_shift": 2.0}


def looked_at(chain):
    side, step = 1, 1
    for window, stride in chain:
        side += window - 1
        step *= stride
    return side, step
