"""In float64, whatever came in."""

import numpy as np

EARNS = {"rescaled": 3.0, "rescaled_unseen": 1.0}


def rescaled(weights, s):
    kernel, bias = weights
    return [np.array(kernel, dtype="float64") / s, bias]
