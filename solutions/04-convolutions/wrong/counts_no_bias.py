"""Forgets the biases."""

EARNS = {"counts": 0.0}

right = counts  # noqa: F821 - the solution's


def counts(input_shape, layers):
    biases = [layer.get("filters", layer.get("units", 0)) for layer in layers]
    return [n - bias for n, bias in zip(right(input_shape, layers), biases, strict=True)]
