"""One model visits all scales, as in the document."""

import pandas as pd

from course_lib import experiments

EARNS = {"speckle": 2.0}


def noise_runs(data, mean, scales, seeds):
    data, weights, parts = as_dataset(data), None, []  # noqa: F821 - the notebook's
    for scale in scales:

        def prepare(x, seed, scale=scale):
            return multiplied(x, mean, scale, seed)  # noqa: F821

        variant = experiments.Variant(
            network(data.input_shape),  # noqa: F821
            learning_rate=0.003,
            prepare=prepare,
            weights=weights,
        )
        link = experiments.compare(
            {"": variant}, data, seeds=seeds, epochs=8, batch_size=64, progress=False
        )
        weights = {seed: model.get_weights() for seed, model in link.models().items()}
        parts.append(link.runs.assign(scale=scale))
    return pd.concat(parts)
