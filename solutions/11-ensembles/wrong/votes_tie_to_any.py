"""Gives a tie to the largest sum of all classes, tied or not."""

import numpy as np

EARNS = {"votes": 2.571429, "votes_unseen": 0.0}


def hard_vote(p):
    counts = np.eye(p.shape[2])[p.argmax(axis=2)].sum(axis=0)
    tie = (counts == counts.max(axis=1, keepdims=True)).sum(axis=1) > 1
    return np.where(tie, p.sum(axis=0).argmax(axis=1), counts.argmax(axis=1))
