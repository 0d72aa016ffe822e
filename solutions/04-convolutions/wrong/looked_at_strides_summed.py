"""Adds the strides."""

EARNS = {"unseen_shift": 2.0}

right = looked_at  # noqa: F821 - the solution's


def looked_at(chain):
    return right(chain)[0], sum(stride for _, stride in chain)


unseen = [6, 12, 18]
