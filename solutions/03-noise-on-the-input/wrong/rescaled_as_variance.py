"""Takes s for the variance of the noise."""

import numpy as np

EARNS = {"rescaled": 1.0, "rescaled_unseen": 0.0}


def rescaled(weights, s):
    kernel, bias = weights
    return [kernel / np.sqrt(s), bias]
