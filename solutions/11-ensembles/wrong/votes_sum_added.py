"""Adds the sums of probabilities to the votes, so that a sum can make up for a vote."""

import numpy as np

EARNS = {"votes": 2.571429}


def hard_vote(p):
    votes = (p.argmax(axis=2)[:, :, None] == np.arange(p.shape[2])).sum(axis=0)
    return (votes + p.sum(axis=0)).argmax(axis=1)
