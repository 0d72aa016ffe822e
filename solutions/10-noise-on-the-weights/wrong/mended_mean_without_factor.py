"""Multiplies the deviation alone by the factor."""

EARNS = {"mended": 0.5}


def mended_noise(weights, factor, rng, mean=None, std=None):
    noisy = []
    for a in weights:
        middle = a.mean() if mean is None else mean
        spread = a.std() if std is None else std
        noisy.append(a + rng.normal(middle, factor * spread, a.shape))
    return noisy
