"""Returns the sum instead of a number a layer."""

EARNS = {"counts": 0.0, "counts_unseen": 0.0}

right = counts  # noqa: F821 - the solution's


def counts(input_shape, layers):
    return sum(right(input_shape, layers))
