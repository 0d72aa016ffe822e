"""Multiplies where it should divide."""

EARNS = {"rescaled": 1.0, "rescaled_unseen": 0.0}


def rescaled(weights, s):
    kernel, bias = weights
    return [kernel * s, bias]
