"""Changes the weights that were passed."""

EARNS = {"rescaled": 2.5, "rescaled_unseen": 0.5}


def rescaled(weights, s):
    weights[0] /= s
    return weights
