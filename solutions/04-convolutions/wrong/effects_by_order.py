"""Pairs the rows as they come."""

import numpy as np

from course_lib import experiments

EARNS = {"permuted_race": 2.0}


def effects(runs):
    found = {}
    for name in ("MLP", "CNN"):
        plain = np.array(runs.loc[runs["variant"] == name, "val_accuracy"])
        moved = np.array(runs.loc[runs["variant"] == f"{name}, permuted", "val_accuracy"])
        middle, _, _, low, high = experiments.paired_difference(moved, plain, confidence=0.975)
        word = "better" if low > 0 else "worse" if high < 0 else "cannot tell"
        found[name] = (middle, low, high, word)
    return found
