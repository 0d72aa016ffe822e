"""Changes the arrays that were handed in."""

import numpy as np

EARNS = {"twin": 2.571429}


def twin(weights, layer, by):
    if 2 * layer + 2 >= len(weights):
        raise ValueError("last layer")
    weights[2 * layer] *= by
    weights[2 * layer + 1] *= by
    weights[2 * layer + 2] /= np.reshape(by, (-1, 1))
    return weights
