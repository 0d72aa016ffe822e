"""Loops over single numbers, the standard library's statistics, tuples for lists."""

import math
from statistics import mean, pstdev, variance

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
    rng = np.random.default_rng(seed)
    copies = []
    for array in weights:
        spread = pstdev(float(one) for one in array.ravel())
        copy = array.copy()
        for place in np.ndindex(array.shape):
            copy[place] = array[place] + factor * spread * rng.standard_normal()
        copies.append(copy)
    return tuple(copies)


def sensitivity(weights, x, targets, factor, draws, seed):
    growth = [0.0] * len(weights)
    for draw in range(draws):
        for place in range(len(weights)):
            others = list(weights)
            others[place] = noisy_copy([weights[place]], factor, [seed, draw, place])[0]
            growth[place] += loss(others, x, targets) / draws  # noqa: F821 - the notebook's
    before = loss(weights, x, targets)  # noqa: F821
    return [one - before for one in growth]


def twin(weights, layer, by):
    if layer == len(weights) // 2 - 1:
        raise ValueError("last layer")
    new = [array.tolist() for array in weights]
    units = weights[2 * layer].shape[1]
    numbers = [float(by)] * units if np.ndim(by) == 0 else [float(one) for one in by]
    for unit, number in enumerate(numbers):
        for row in new[2 * layer]:
            row[unit] *= number
        new[2 * layer + 1][unit] *= number
        new[2 * layer + 2][unit] = [one / number for one in new[2 * layer + 2][unit]]
    return new


def balanced(weights, layer):
    before, after = weights[2 * layer], weights[2 * layer + 2]
    numbers = []
    for unit in range(before.shape[1]):
        one = math.sqrt(sum(value**2 for value in before[:, unit]))
        two = math.sqrt(sum(value**2 for value in after[unit]))
        numbers.append(math.sqrt(two / one))
    return twin(weights, layer, numbers)


def spreads(scores):
    rows = [[float(one) for one in row] for row in scores]
    within = mean(variance(row) for row in rows)
    left = variance([mean(row) for row in rows]) - within / len(rows[0])
    return math.sqrt(within), math.sqrt(left) if left > 0 else 0


def too_much(weights):
    spread = [pstdev(float(one) for one in array.ravel()) for array in weights]
    return [spread[0] / one for one in spread]


def mended_noise(weights, factor, rng, mean=None, std=None):
    noisy = []
    for array in weights:
        own = [float(one) for one in array.ravel()]
        middle = sum(own) / len(own) if mean is None else mean
        spread = pstdev(own) if std is None else std
        copy = array.astype(float)
        for place in np.ndindex(array.shape):
            copy[place] += factor * (middle + spread * rng.standard_normal())
        noisy.append(copy)
    return noisy
