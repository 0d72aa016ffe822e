"""All of it in float32, as a network computes."""

import numpy as np

EARNS = {
    "shuffled": 2.0,
    "agreement": 3.0,
    "regional": 3.0,
    "batch": 3.0,
    "put_aside": 2.0,
}


def shuffled(x, y, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    return np.take(x, order, axis=0).astype("float32"), y[order].astype("float32")


def agreement(x, y):
    rows = x.reshape(len(x), -1).astype("float32") / np.float32(255)
    near = []
    for i, row in enumerate(rows):
        distance = np.square(rows - row).sum(axis=1)
        distance[i] = np.float32("inf")
        near.append(distance.argmin())
    share = np.unique(y, return_counts=True)[1].astype("float32") / np.float32(len(y))
    return np.float32([np.mean(y[near] == y), np.square(share).sum()])


def labels_belong(x, y):
    found, chance = agreement(x, y)
    return found > chance + 4 * np.sqrt(chance * (1 - chance) / np.float32(len(y)))


def regional(x, reach, seed, regions=3):
    rng = np.random.default_rng(seed)
    result = np.array(x)
    side = np.arange(5)
    for _ in range(regions):
        top = rng.integers(0, x.shape[1] - 5, len(x), endpoint=True)
        left = rng.integers(0, x.shape[2] - 5, len(x), endpoint=True)
        change = rng.random((len(x), 5, 5, x.shape[3]), dtype="float32")
        change = np.float32(reach) * (2 * change - np.float32(1))
        where = (
            np.arange(len(x))[:, None, None],
            (top[:, None] + side)[:, :, None],
            (left[:, None] + side)[:, None, :],
        )
        np.add.at(result, where, change.astype(x.dtype))
    return result


def batch(x, y, number, size, seed):
    turn = number * size // len(x)
    order = np.random.default_rng(hash((seed, turn)) % 2**32).permutation(len(x))
    start = number * size - turn * len(x)
    chosen = order[start : start + size]
    noisy = regional(x[chosen].astype("float32"), 0.1, [seed, number])
    return noisy, y[chosen].astype("float32")


def put_aside(family, share, seed):
    known, place = np.unique(family, return_inverse=True)
    wanted = round(share * len(known))
    rank = np.random.default_rng(seed).random(len(known), dtype="float32").argsort().argsort()
    return (rank < wanted)[place].astype("float32")
