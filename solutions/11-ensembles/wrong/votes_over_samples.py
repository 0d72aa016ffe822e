"""Adds up over the samples instead of the members."""

EARNS = {"votes": 2.142857}


def soft_vote(p):
    return p.sum(axis=1).argmax(axis=1)
