"""Results in float32, as a network computes."""

import numpy as np
from scipy import stats

EARNS = {
    "leak": 3.0,
    "reliability": 3.0,
    "temperature": 3.0,
    "comparison": 3.0,
}


def honest(x, y, groups):
    x = np.float32(x)
    far = (x**2).sum(1)[:, None] + (x**2).sum(1) - 2 * x @ x.T
    far[groups[:, None] == groups] = np.inf
    return np.float32((y[far.argmin(1)] == y).mean())


leak = "patient"
worth = np.float32(promised(x, y, seed=9)) - honest(x, y, columns["patient"])  # noqa: F821


def reliability(p, y, bins):
    p = np.float32(p)
    top = p.max(axis=1)
    place = np.ceil(top * np.float32(bins)).astype("int32") - 1
    table = np.zeros((bins, 3), "float32")
    for i in set(place.tolist()):
        own = place == i
        table[i] = own.sum(), top[own].mean(), (p.argmax(1) == y)[own].mean()
    return table


def error(p, y, bins):
    table = reliability(p, y, bins)
    return (table[:, 0] * np.abs(table[:, 2] - table[:, 1])).sum() / np.float32(len(y))


def cool(p, t):
    logits = np.log(np.float32(p)) / np.float32(t)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def temperature(p, y):
    grid = np.exp(np.linspace(np.log(0.05), np.log(20), 12_000)).astype("float32")
    logits = np.log(np.float32(p))
    rows = np.arange(len(y))
    best, least = None, np.inf
    for fine in (grid[::40], None):
        if fine is None:
            fine = grid[(grid > best * 0.95) & (grid < best * 1.05)]
        for t in fine:
            scaled = np.float64(logits) / t
            loss = np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, y]
            if loss.mean() < least:
                best, least = t, loss.mean()
    return np.float32(best)


def nested(inner, outer):
    return np.float32([outer[f, inner[f].argmax()] for f in range(len(outer))])


def verdict(a, b, n_fit, n_score):
    gaps = np.float32(a) - np.float32(b)
    half = np.float32(stats.t.ppf(0.975, len(gaps) - 1))
    half = half * gaps.std(ddof=1) * np.sqrt(np.float32(1 / len(gaps) + n_score / n_fit))
    low, high = gaps.mean() - half, gaps.mean() + half
    word = "cannot tell" if low <= 0 <= high else "better" if low > 0 else "worse"
    return {"low": low, "high": high, "word": word}
