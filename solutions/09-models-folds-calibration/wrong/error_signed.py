"""Gaps with their sign, so that they cancel."""

import numpy as np

EARNS = {"reliability": 2.0}


def error(p, y, bins):
    count, confidence, accuracy = np.array(reliability(p, y, bins)).T  # noqa: F821
    return float(abs((count * (accuracy - confidence)).sum()) / count.sum())
