"""Counts the incomplete block of a pool."""

import math

EARNS = {"counts": 2.5}


def counts(input_shape, layers):
    shape, found = list(input_shape), []
    for layer in layers:
        count = 0
        if layer["kind"] == "conv":
            rows, columns = layer["kernel"]
            count = (rows * columns * shape[2] + 1) * layer["filters"]
            less = [0, 0] if layer["padding"] == "same" else [rows - 1, columns - 1]
            sides = [math.ceil((shape[i] - less[i]) / layer["stride"]) for i in (0, 1)]
            shape = [*sides, layer["filters"]]
        elif layer["kind"] == "pool":
            shape = [math.ceil(shape[i] / layer["size"]) for i in (0, 1)] + shape[2:]
        elif layer["kind"] == "flatten":
            shape = [math.prod(shape)]
        elif layer["kind"] == "dense":
            count = (shape[0] + 1) * layer["units"]
            shape = [layer["units"]]
        found.append(count)
    return found
