"""Gives equal sums to the last class."""

EARNS = {"votes": 2.571429}


def soft_vote(p):
    return p.shape[2] - 1 - p.sum(axis=0)[:, ::-1].argmax(axis=1)
