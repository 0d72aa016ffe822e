"""pandas for tables, SciPy's normal distribution for noise, dictionaries in between."""

import numpy as np
import pandas as pd
from scipy import linalg, stats

EARNS = {
    "noisy_copy": 3.0,
    "sensitivity": 4.0,
    "twin": 3.0,
    "balanced_unseen": 1.0,
    "spreads": 3.0,
    "too_much": 1.0,
    "mended": 2.0,
}


def noisy_copy(weights, factor, seed):
    rng = np.random.default_rng(seed)
    drawn = [stats.norm.rvs(size=one.shape, random_state=rng) for one in weights]
    return [
        (one + factor * np.std(one) * noise).astype(one.dtype)
        for one, noise in zip(weights, drawn, strict=True)
    ]


def sensitivity(weights, x, targets, factor, draws, seed):
    seeds = np.random.SeedSequence(seed).spawn(draws)
    rows = []
    for own in seeds:
        everywhere = noisy_copy(weights, factor, own)
        rows.append(
            {
                place: loss(  # noqa: F821 - the notebook's
                    [everywhere[k] if k == place else one for k, one in enumerate(weights)],
                    x,
                    targets,
                )
                for place in range(len(weights))
            }
        )
    grown = pd.DataFrame(rows) - loss(weights, x, targets)  # noqa: F821
    return grown.mean().to_numpy()


def twin(weights, layer, by):
    kernels, biases = list(weights[::2]), list(weights[1::2])
    if layer + 1 == len(kernels):
        raise ValueError("there is no layer after the last")
    scale = np.diag(np.full(kernels[layer].shape[1], by) if np.ndim(by) == 0 else np.array(by))
    kernels[layer] = kernels[layer] @ scale
    biases[layer] = biases[layer] @ scale
    kernels[layer + 1] = linalg.inv(scale) @ kernels[layer + 1]
    return [array for pair in zip(kernels, biases, strict=True) for array in pair]


def balanced(weights, layer):
    before = pd.DataFrame(weights[2 * layer]).pow(2).sum()
    after = pd.DataFrame(weights[2 * layer + 2]).pow(2).sum(axis=1)
    return twin(weights, layer, ((after / before) ** 0.25).to_numpy())


def spreads(scores):
    table = pd.DataFrame(scores)
    within = table.var(axis=1).mean()
    between = table.mean(axis=1).var() - within / table.shape[1]
    return pd.Series({"within": within, "between": between}).clip(lower=0).pow(0.5).to_numpy()


def too_much(weights):
    deviations = pd.Series([one.std() for one in weights])
    return (deviations.iloc[0] / deviations).to_numpy()


def mended_noise(weights, factor, rng, mean=None, std=None):
    return [
        one
        + factor
        * stats.norm.rvs(
            loc=one.mean() if mean is None else mean,
            scale=one.std() if std is None else std,
            size=one.shape,
            random_state=rng,
        )
        for one in weights
    ]
