"""Divides the next kernel's columns in place of its rows."""

EARNS = {"twin": 2.142857}


def twin(weights, layer, by):
    if 2 * layer + 2 >= len(weights):
        raise ValueError("last layer")
    other = [a.copy() for a in weights]
    other[2 * layer] *= by
    other[2 * layer + 1] *= by
    other[2 * layer + 2] /= by
    return other
