"""Balances the layer as a whole."""

import numpy as np

EARNS = {"balanced_unseen": 0.0}


def balanced(weights, layer):
    one, two = np.linalg.norm(weights[2 * layer]), np.linalg.norm(weights[2 * layer + 2])
    return twin(weights, layer, float(np.sqrt(two / one)))  # noqa: F821 - the notebook's
