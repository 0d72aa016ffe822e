"""Loops and lists, an image and a square at a time."""

import numpy as np

EARNS = {
    "shuffled": 2.0,
    "agreement": 3.0,
    "regional": 3.0,
    "batch": 3.0,
    "put_aside": 2.0,
}


def shuffled(x, y, seed):
    order = list(range(len(x)))
    np.random.RandomState(seed).shuffle(order)
    return [x[i] for i in order], [y[i] for i in order]


def agreement(x, y):
    rows = np.array([np.ravel(image).astype(float) for image in x])
    same = 0
    for i, one in enumerate(rows):
        distances = np.sum((one - rows) ** 2, axis=1).tolist()
        distances[i] = float("inf")
        same += y[distances.index(min(distances))] == y[i]
    labels, n = list(y), len(y)
    pairs = sum(labels.count(k) * (labels.count(k) - 1) for k in set(labels))
    return [same / n, pairs / (n * (n - 1))]


def labels_belong(x, y):
    found, chance = agreement(x, y)
    room = 3 * (chance * (1 - chance) / len(y)) ** 0.5
    return found - chance > room


def regional(x, reach, seed, regions=3):
    rng = np.random.default_rng(seed)
    images = []
    for image in x:
        noisy = image.copy()
        height, width, channels = image.shape
        for _ in range(regions):
            row, column = rng.integers(2, height - 2), rng.integers(2, width - 2)
            change = 2 * reach * (rng.random((5, 5, channels)) - 0.5)
            square = noisy[row - 2 : row + 3, column - 2 : column + 3]
            square += change.astype(x.dtype)
        images.append(noisy)
    return np.array(images)


def batch(x, y, number, size, seed):
    per = len(x) // size
    order = list(range(len(x)))
    np.random.RandomState([seed, number // per]).shuffle(order)
    chosen = order[number % per * size :][:size]
    images = [regional(x[i : i + 1], 0.1, [seed, number, i])[0] for i in chosen]
    return images, [y[i] for i in chosen]


def put_aside(family, share, seed):
    known = sorted(set(family.tolist()))
    np.random.RandomState(seed).shuffle(known)
    chosen = set(known[: round(share * len(known))])
    return [one in chosen for one in family.tolist()]
