"""The interval from scipy.stats, seeds matched in a loop."""

import numpy as np
from scipy import stats

EARNS = {"permuted_race": 3.0}


def effects(runs):
    found = {}
    for name in ("MLP", "CNN"):
        gaps = []
        for seed in sorted(set(runs["seed"])):
            one = runs[runs["seed"] == seed].set_index("variant")["val_accuracy"]
            gaps.append(one[name + ", permuted"] - one[name])
        middle, error = np.mean(gaps), stats.sem(gaps)
        low, high = stats.t.interval(0.975, len(gaps) - 1, loc=middle, scale=error)
        word = "cannot tell"
        if low > 0:
            word = "better"
        elif high < 0:
            word = "worse"
        found[name] = [middle, low, high, word]
    return found
