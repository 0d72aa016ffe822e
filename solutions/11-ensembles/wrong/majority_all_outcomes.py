"""Lists all outcomes: 61 members have too many."""

from itertools import product

import numpy as np

EARNS = {"majority": 2.625}


def majority(accuracies):
    n = len(accuracies)
    if n > 16:
        raise MemoryError("too many outcomes")
    total = 0.0
    for outcome in product([0, 1], repeat=n):
        chance = np.prod([p if one else 1 - p for one, p in zip(outcome, accuracies, strict=True)])
        total += chance * (1 if 2 * sum(outcome) > n else 0.5 if 2 * sum(outcome) == n else 0)
    return total
