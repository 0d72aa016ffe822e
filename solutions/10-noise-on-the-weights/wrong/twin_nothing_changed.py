"""Returns a copy, which computes the same."""

EARNS = {"twin": 0.428571}


def twin(weights, layer, by):
    if 2 * layer + 2 >= len(weights):
        raise ValueError("last layer")
    return [a.copy() for a in weights]
