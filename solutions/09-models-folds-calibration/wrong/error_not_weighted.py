"""The mean over bins, whatever their samples."""

import numpy as np

EARNS = {"reliability": 2.0}


def error(p, y, bins):
    count, confidence, accuracy = np.array(reliability(p, y, bins)).T  # noqa: F821
    return float(abs(accuracy - confidence)[count > 0].mean())
