"""Takes the deviation of the array before."""

EARNS = {"too_much": 0.0}


def too_much(weights):
    before = [weights[0], *weights[:-1]]
    return [a.std() / b.std() for a, b in zip(before, weights, strict=True)]
