"""Settles ties by the mode, as the code behind S0 does: the first class of those tied."""

from scipy import stats

EARNS = {"votes": 2.142857, "votes_unseen": 0.0}


def hard_vote(p):
    return stats.mode(p.argmax(axis=2), axis=0).mode
