"""Keras' operations and einsum; noise for all draws at once."""

import keras
import numpy as np

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
    source = keras.random.SeedGenerator(seed)
    noisy = []
    for one in weights:
        noise = keras.random.normal(one.shape, stddev=1.0, seed=source, dtype="float32")
        noisy.append(one + np.asarray(noise, one.dtype) * np.asarray(factor * one.std(), one.dtype))
    return noisy


def sensitivity(weights, x, targets, factor, draws, seed):
    rng = np.random.default_rng(seed)
    costs = []
    for place, one in enumerate(weights):
        noise = rng.standard_normal((draws, *one.shape)) * one.std() * factor
        value = x[None]
        for number in range(0, len(weights), 2):
            kernel, bias = (
                weights[at] + noise if at == place else weights[at][None]
                for at in (number, number + 1)
            )
            value = np.matmul(value, kernel) + bias[:, None]
            if number + 2 < len(weights):
                value = np.maximum(value, 0)
        before = loss(weights, x, targets)  # noqa: F821 - the notebook's
        costs.append(((value - targets) ** 2).mean() - before)
    return costs


def twin(weights, layer, by):
    place = 2 * layer
    if place == len(weights) - 2:
        raise ValueError("nothing comes after the last layer")
    numbers = np.ones(weights[place + 1].shape) * by
    changed = {
        place: np.einsum("iu,u->iu", weights[place], numbers),
        place + 1: weights[place + 1] * numbers,
        place + 2: np.einsum("uo,u->uo", weights[place + 2], 1 / numbers),
    }
    return [changed.get(at, one) for at, one in enumerate(weights)]


def balanced(weights, layer):
    squares = np.einsum("iu,iu->u", weights[2 * layer], weights[2 * layer])
    after = np.einsum("uo,uo->u", weights[2 * layer + 2], weights[2 * layer + 2])
    return twin(weights, layer, (after / squares) ** 0.25)


def spreads(scores):
    scores = np.stack([np.asarray(row, float) for row in scores])
    networks, draws = scores.shape
    middle = scores.sum(axis=1) / draws
    within = ((scores - middle[:, None]) ** 2).sum() / (networks * (draws - 1))
    between = ((middle - middle.mean()) ** 2).sum() / (networks - 1) - within / draws
    return [within**0.5, max(between, 0.0) ** 0.5]


def too_much(weights):
    first, *_ = weights
    return [float(keras.ops.std(first) / keras.ops.std(one)) for one in weights]


def mended_noise(weights, factor, rng, mean=None, std=None):
    means = [np.mean(one) if mean is None else mean for one in weights]
    stds = [np.std(one) if std is None else std for one in weights]
    return [
        one + factor * rng.normal(m, s, one.shape)
        for one, m, s in zip(weights, means, stds, strict=True)
    ]
