"""Takes every member for one of mean accuracy."""

import numpy as np
from scipy import stats

EARNS = {"majority": 0.375}


def majority(accuracies):
    n, p = len(accuracies), np.mean(accuracies)
    tie = stats.binom.pmf(n // 2, n, p) / 2 if n % 2 == 0 else 0
    return stats.binom.sf(n // 2, n, p) + tie


def best_committee(accuracies):
    best = sorted(accuracies, reverse=True)
    return max(range(1, len(best) + 1, 2), key=lambda n: majority(best[:n]))
