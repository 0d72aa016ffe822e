"""Counts into a column of a table, of float64."""

import math

import pandas as pd

EARNS = {"counts": 3.0, "counts_unseen": 1.0}


def counts(input_shape, layers):
    table = pd.DataFrame({"layer": layers, "parameters": 0.0})
    now = tuple(input_shape)
    for row, spec in enumerate(layers):
        match spec["kind"]:
            case "conv":
                kh, kw = spec["kernel"]
                table.loc[row, "parameters"] = spec["filters"] * (kh * kw * now[2] + 1)
                less = (0, 0) if spec["padding"] == "same" else (kh - 1, kw - 1)
                sides = [math.ceil((now[i] - less[i]) / spec["stride"]) for i in (0, 1)]
                now = (*sides, spec["filters"])
            case "pool":
                now = (now[0] // spec["size"], now[1] // spec["size"], now[2])
            case "flatten":
                now = (math.prod(now),)
            case "dense":
                table.loc[row, "parameters"] = spec["units"] * (now[0] + 1)
                now = (spec["units"],)
    return table["parameters"].to_numpy()
