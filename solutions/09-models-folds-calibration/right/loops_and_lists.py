"""Plain Python: loops and lists."""

import math
import random

from scipy import stats

EARNS = {
    "folds": 3.0,
    "grouped": 1.0,
    "grouped_unseen": 1.0,
    "leak": 3.0,
    "reliability": 3.0,
    "temperature": 3.0,
    "comparison": 3.0,
}


def folds(n, k, seed):
    places = [i % k for i in range(n)]
    random.Random(seed).shuffle(places)
    return places


def stratified(y, k, seed):
    source = random.Random(seed)
    fold, turn = [0] * len(y), 0
    for label in sorted(set(y)):
        own = [i for i in range(len(y)) if y[i] == label]
        source.shuffle(own)
        for i in own:
            fold[i] = turn % k
            turn += 1
    return fold


def grouped(groups, k):
    members = {}
    for i, name in enumerate(groups):
        members.setdefault(name, []).append(i)
    fold, size = [0] * len(groups), [0] * k
    for own in sorted(members.values(), key=len, reverse=True):
        least = size.index(min(size))
        size[least] += len(own)
        for i in own:
            fold[i] = least
    return fold


def honest(x, y, groups):
    right = 0
    for i in range(len(x)):
        best, answer = math.inf, None
        for j in range(len(x)):
            if groups[j] != groups[i]:
                far = float(((x[i] - x[j]) ** 2).sum())
                if far < best:
                    best, answer = far, y[j]
        right += bool(answer == y[i])
    return right / len(x)


leak = "patient"
worth = promised(x, y, seed=9) - honest(x, y, columns["patient"])  # noqa: F821 - the notebook's


def reliability(p, y, bins):
    rows = [[0, 0.0, 0.0] for _ in range(bins)]
    for chances, label in zip(p, y, strict=True):
        chances = [float(one) for one in chances]
        confidence = max(chances)
        i = 0
        while confidence > (i + 1) / bins:
            i += 1
        rows[i][0] += 1
        rows[i][1] += confidence
        rows[i][2] += chances.index(confidence) == label
    return [[n, c / n, a / n] if n else [0, 0, 0] for n, c, a in rows]


def error(p, y, bins):
    return sum(n * abs(a - c) for n, c, a in reliability(p, y, bins)) / len(y)


def cool(p, t):
    cooled = []
    for row in p:
        powers = [math.exp(math.log(one) / t) for one in row]
        cooled.append([one / sum(powers) for one in powers])
    return cooled


def temperature(p, y):
    def loss(log_t):
        rows = cool(p, math.exp(log_t))
        return -sum(math.log(row[label]) for row, label in zip(rows, y, strict=True))

    low, high = math.log(0.05), math.log(20)
    while high - low > 1e-4:
        one, two = low + (high - low) / 3, high - (high - low) / 3
        if loss(one) < loss(two):
            high = two
        else:
            low = one
    return math.exp(low)


def nested(inner, outer):
    scores = []
    for own, out in zip(inner, outer, strict=True):
        own = list(own)
        scores.append(out[own.index(max(own))])
    return scores


def verdict(a, b, n_fit, n_score):
    gaps = [one - two for one, two in zip(a, b, strict=True)]
    n = len(gaps)
    mean = sum(gaps) / n
    variance = sum((gap - mean) ** 2 for gap in gaps) / (n - 1)
    half = stats.t.ppf(0.975, n - 1) * math.sqrt((1 / n + n_score / n_fit) * variance)
    word = "cannot tell"
    if mean - half > 0:
        word = "better"
    if mean + half < 0:
        word = "worse"
    return {"low": mean - half, "high": mean + half, "word": word}
