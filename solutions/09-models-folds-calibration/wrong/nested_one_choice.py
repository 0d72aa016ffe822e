"""One setting for all outer folds, by the mean of their inner scores."""

import numpy as np

EARNS = {"comparison": 2.0}


def nested(inner, outer):
    return np.asarray(outer)[:, np.mean(inner, axis=0).argmax()]
