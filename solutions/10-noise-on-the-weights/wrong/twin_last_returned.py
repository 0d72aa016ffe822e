"""Returns the last layer's weights as they are."""

import numpy as np

EARNS = {"twin": 2.571429}


def twin(weights, layer, by):
    other = [a.copy() for a in weights]
    if 2 * layer + 2 < len(weights):
        other[2 * layer] *= by
        other[2 * layer + 1] *= by
        other[2 * layer + 2] /= np.reshape(by, (-1, 1))
    return other
