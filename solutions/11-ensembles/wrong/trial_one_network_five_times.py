"""Lets one network vote five times, instead of five networks."""

import numpy as np

EARNS = {"trial": 0.666667}


def accuracy(said):
    return float(np.mean(soft_vote(np.array(said)) == unseen.y))  # noqa: F821 - the notebook's


one = [probabilities(seed) for seed in range(5)]  # noqa: F821
longer = [probabilities(seed, times=5) for seed in range(5)]  # noqa: F821
trial = {
    "one network": [accuracy([said]) for said in one],
    "five networks": [accuracy([said] * 5) for said in one],
    "five times as long": [accuracy([said]) for said in longer],
}
found = {name: verdict(trial[name], trial["one network"], 0.02) for name in list(trial)[1:]}  # noqa: F821
