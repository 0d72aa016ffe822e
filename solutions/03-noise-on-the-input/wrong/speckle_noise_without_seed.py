"""Noise that no seed decides, so that no run can be repeated."""

import numpy as np

from course_lib import experiments

EARNS = {"speckle": 2.0}


def noise_runs(data, mean, scales, seeds):
    data = as_dataset(data)  # noqa: F821 - the notebook's

    def trained(scale):
        def prepare(x):
            return x * np.random.normal(mean, scale, x.shape).astype(x.dtype)  # noqa: NPY002

        return experiments.Variant(
            network(data.input_shape),  # noqa: F821
            learning_rate=0.003,
            prepare=prepare,
        )

    settings = {"seeds": seeds, "epochs": 8, "batch_size": 64, "progress": False}
    return experiments.sweep(trained, scales, data, parameter="scale", **settings).runs
