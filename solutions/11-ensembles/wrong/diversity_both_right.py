"""Counts the samples that both have right."""

import numpy as np

EARNS = {"diversity": 2.0}


def diversity(labels, y):
    right = labels == y
    differ, wrong, qs = [], [], []
    for i in range(len(labels)):
        for j in range(i):
            differ.append(np.mean(labels[i] != labels[j]))
            wrong.append(np.mean(right[i] & right[j]))
            a, d = np.sum(right[i] & right[j]), np.sum(~right[i] & ~right[j])
            b, c = np.sum(right[i] & ~right[j]), np.sum(~right[i] & right[j])
            if a * d + b * c:
                qs.append((a * d - b * c) / (a * d + b * c))
    return {
        "disagreement": np.mean(differ),
        "q": np.mean(qs) if qs else None,
        "both_wrong": np.mean(wrong),
    }
