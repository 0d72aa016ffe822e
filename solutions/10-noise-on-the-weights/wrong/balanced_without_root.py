"""Multiplies by the ratio of the lengths."""

import numpy as np

EARNS = {"balanced_unseen": 0.0}


def balanced(weights, layer):
    one = np.linalg.norm(weights[2 * layer], axis=0)
    two = np.linalg.norm(weights[2 * layer + 2], axis=1)
    return twin(weights, layer, two / one)  # noqa: F821 - the notebook's
