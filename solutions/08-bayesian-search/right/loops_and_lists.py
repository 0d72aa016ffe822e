"""Plain Python where it goes: loops, lists and the standard library's normal distribution."""

import math
from statistics import NormalDist

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

EARNS = {
    "improvement": 3.0,
    "posterior": 3.0,
    "posterior_unseen": 1.0,
    "halving": 3.0,
    "choose": 3.0,
    "suggest": 4.0,
}


def improvement(mean, deviation, best, goal):
    normal, answer = NormalDist(), []
    for m, s in zip(mean, deviation, strict=True):
        gain = m - best if goal == "max" else best - m
        if s == 0:
            answer.append(max(gain, 0.0))
        else:
            answer.append(gain * normal.cdf(gain / s) + s * normal.pdf(gain / s))
    return answer


def covariance(a, b, length, spread):
    square = sum((p - q) ** 2 for p, q in zip(a, b, strict=True))
    return spread**2 * math.exp(-square / 2 / length**2)


def posterior(x, y, runs, places, length, spread, noise, prior):
    n = len(x)
    table = [[covariance(x[i], x[j], length, spread) for j in range(n)] for i in range(n)]
    for i in range(n):
        table[i][i] += noise**2 / runs[i]
    inverse = np.linalg.inv(table)
    means, deviations = [], []
    for place in places:
        k = [covariance(place, one, length, spread) for one in x]
        weights = [sum(k[i] * inverse[i][j] for i in range(n)) for j in range(n)]
        means.append(prior + sum(w * (v - prior) for w, v in zip(weights, y, strict=True)))
        left = spread**2 - sum(w * v for w, v in zip(weights, k, strict=True))
        deviations.append(math.sqrt(max(left, 0)))
    return means, deviations


def halving(settings, epochs, factor):
    counts = []
    while settings >= 1:
        counts.append(settings)
        settings //= factor
    rungs, length = [], epochs
    for count in reversed(counts):
        before = max(length // factor, 1)
        if len(rungs) == len(counts) - 1:
            before = 0
        rungs.append([count, length, count * (length - before)])
        length = before
    return rungs[::-1]


def choose(settings, train, validation, test):
    best = None
    for k in settings:
        model = KNeighborsClassifier(n_neighbors=k).fit(train[0], train[1])
        score = model.score(validation[0], validation[1])
        if best is None or score > best["score"]:
            best = {"setting": k, "score": score, "report": model.score(test[0], test[1])}
    return best


def suggest(tried, scores, candidates, seed):
    left = [i for i in range(len(candidates)) if i not in tried]
    if len(tried) < 4:
        return left[np.random.default_rng(seed + 1000 * len(tried)).integers(len(left))]
    known = [candidates[i] for i in tried]
    mean, deviation = posterior(
        known, scores, [1] * len(tried), [candidates[i] for i in left], 0.25, 0.5, 0.05, 0.3
    )
    hope = improvement(mean, deviation, max(scores), "max")
    return left[hope.index(max(hope))]
