"""Noise on the training images only."""

import pandas as pd

from course_lib import experiments

EARNS = {"speckle": 2.5}


def noise_runs(data, mean, scales, seeds):
    parts = []
    for scale in scales:
        x, y = data["train"]
        noisy = as_dataset({**data, "train": (multiplied(x, mean, scale, 0), y)})  # noqa: F821
        variant = experiments.Variant(network(noisy.input_shape), learning_rate=0.003)  # noqa: F821
        result = experiments.compare(
            {"": variant}, noisy, seeds=seeds, epochs=8, batch_size=64, progress=False
        )
        parts.append(result.runs.assign(scale=scale))
    return pd.concat(parts)
