"""Divides the other way round."""

EARNS = {"too_much": 0.0}


def too_much(weights):
    return [array.std() / weights[0].std() for array in weights]
