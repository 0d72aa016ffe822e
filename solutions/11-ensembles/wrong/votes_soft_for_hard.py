"""Counts probability where heads were to be counted."""

EARNS = {"votes": 1.285714, "votes_unseen": 0.0}


def hard_vote(p):
    return p.sum(axis=0).argmax(axis=1)
