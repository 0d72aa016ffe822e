"""Returns a copy, which computes the same."""

EARNS = {"twin": 0.857143, "balanced_unseen": 0.0}


def twin(weights, layer, by):
    if 2 * layer + 2 >= len(weights):
        raise ValueError("last layer")
    return [a.copy() for a in weights]
