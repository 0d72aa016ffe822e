"""Lets every convolution take steps of one pixel."""

EARNS = {"counts": 2.5, "counts_unseen": 0.5}

right = counts  # noqa: F821 - the solution's


def counts(input_shape, layers):
    return right(input_shape, [{**layer, "stride": 1} for layer in layers])
