"""Everything in float32, as a network computes."""

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
    return [
        w + np.asarray(factor * w.std(), w.dtype) * rng.standard_normal(w.shape).astype(w.dtype)
        for w in weights
    ]


def sensitivity(weights, x, targets, factor, draws, seed):
    rng = np.random.default_rng(seed)
    weights = [w.astype("float32") for w in weights]
    before = loss(weights, x, targets)  # noqa: F821 - the notebook's
    growth = np.zeros(len(weights), "float32")
    for place, w in enumerate(weights):
        for _ in range(draws):
            noise = np.float32(factor) * w.std() * rng.standard_normal(w.shape, dtype="float32")
            noisy = [*weights[:place], w + noise, *weights[place + 1 :]]
            growth[place] += (loss(noisy, x, targets) - before) / draws  # noqa: F821
    return growth


def twin(weights, layer, by):
    single = [np.array(w, "float32") for w in weights]
    kernel, bias, after = range(2 * layer, 2 * layer + 3)
    if after >= len(weights):
        raise ValueError(layer)
    by = np.float32(by) if np.isscalar(by) else np.asarray(by, "float32")
    single[kernel] = single[kernel] * by
    single[bias] = single[bias] * by
    single[after] = (single[after].T / by).T
    return single


def balanced(weights, layer):
    one = np.sqrt((weights[2 * layer].astype("float32") ** 2).sum(0))
    two = np.sqrt((weights[2 * layer + 2].astype("float32") ** 2).sum(1))
    return twin(weights, layer, (two / one) ** np.float32(0.5))


def spreads(scores):
    scores = np.array(scores, "float32")
    scores = scores - scores.mean()
    within = scores.var(1, ddof=1).mean()
    between = scores.mean(1).var(ddof=1) - within / np.float32(scores.shape[1])
    return np.array([within, np.maximum(between, 0)], "float32") ** 0.5


def too_much(weights):
    return np.float32([weights[0].std() / w.std() for w in weights])


def mended_noise(weights, factor, rng, mean=None, std=None):
    noisy = []
    for w in weights:
        unit = rng.standard_normal(w.shape, dtype="float32")
        middle = np.float32(w.mean() if mean is None else mean)
        spread = np.float32(w.std() if std is None else std)
        noisy.append(w.astype("float32") + np.float32(factor) * (middle + spread * unit))
    return noisy
