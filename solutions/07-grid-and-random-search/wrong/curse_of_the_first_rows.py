"""Takes the first splits in place of the first settings."""

import numpy as np

EARNS = {"curse": 0.666667}


def curse(validation, test, n):
    validation, test = validation[:n], test[:n]
    best = validation.argmax(axis=1)
    rows = np.arange(len(validation))
    return np.mean(validation[rows, best] - test[rows, best])
