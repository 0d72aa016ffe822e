"""Everything in 32 bits."""

import numpy as np
from scipy.stats import norm
from sklearn.neighbors import KNeighborsClassifier

EARNS = {
    "improvement": 3.0,
    "posterior": 3.0,
    "posterior_unseen": 1.0,
    "halving": 3.0,
    "choose": 3.0,
    "suggest": 4.0,
}


def f32(values):
    return np.asarray(values, np.float32)


def improvement(mean, deviation, best, goal):
    gain = f32(mean) - np.float32(best)
    gain = gain if goal == "max" else -gain
    deviation = f32(deviation)
    z = np.divide(gain, deviation, out=np.zeros_like(gain), where=deviation > 0)
    hope = gain * f32(norm.cdf(z)) + deviation * f32(norm.pdf(z))
    return np.where(deviation > 0, hope, np.maximum(gain, 0))


def posterior(x, y, runs, places, length, spread, noise, prior):
    x, places = f32(x), f32(places)

    def alike(a, b):
        square = ((a[:, None] - b[None]) ** 2).sum(-1)
        return np.float32(spread**2) * np.exp(-square / np.float32(2 * length**2))

    between = alike(x, x) + np.diag(f32(noise**2 / f32(runs)))
    across = alike(places, x)
    mean = np.float32(prior) + across @ np.linalg.solve(between, f32(y) - np.float32(prior))
    explained = (across.T * np.linalg.solve(between, across.T)).sum(0)
    return mean, np.sqrt(np.maximum(np.float32(spread**2) - explained, 0))


def halving(settings, epochs, factor):
    counts, lengths = [np.int32(settings)], [np.int32(epochs)]
    while counts[-1] // factor:
        counts.append(counts[-1] // np.int32(factor))
        lengths.insert(0, max(lengths[0] // np.int32(factor), np.int32(1)))
    return np.array([counts, lengths, counts * np.diff([0, *lengths])], np.int32).T


def choose(settings, train, validation, test):
    def score(model, part):
        return f32(model.predict(f32(part[0])) == part[1]).mean()

    models = [KNeighborsClassifier(k).fit(f32(train[0]), train[1]) for k in settings]
    scores = f32([score(model, validation) for model in models])
    best = scores.argmax()
    return {
        "setting": np.int32(settings[best]),
        "score": scores[best],
        "report": score(models[best], test),
    }


def suggest(tried, scores, candidates, seed):
    left = np.setdiff1d(np.arange(len(candidates)), tried)
    if len(tried) < 5:
        return left[np.random.default_rng(seed + len(tried)).integers(len(left))]
    candidates = f32(candidates)
    mean, deviation = posterior(
        candidates[tried], scores, np.ones(len(tried)), candidates[left], 0.25, 0.4, 0.05, 0.3
    )
    return left[improvement(mean, deviation, max(scores), "max").argmax()]
