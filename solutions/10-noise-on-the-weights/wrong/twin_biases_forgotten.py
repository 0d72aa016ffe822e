"""Forgets the biases of the layer."""

import numpy as np

EARNS = {"twin": 0.857143}


def twin(weights, layer, by):
    if 2 * layer + 2 >= len(weights):
        raise ValueError("last layer")
    other = [a.copy() for a in weights]
    other[2 * layer] *= by
    other[2 * layer + 2] /= np.reshape(by, (-1, 1))
    return other
