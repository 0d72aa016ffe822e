"""Lets the surest single member decide."""

EARNS = {"votes": 2.571429}


def soft_vote(p):
    return p.max(axis=0).argmax(axis=1)
