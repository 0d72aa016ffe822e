"""Takes the array's own even where something is given."""

EARNS = {"mended": 0.5}


def mended_noise(weights, factor, rng, mean=None, std=None):
    return [a + factor * rng.normal(a.mean(), a.std(), a.shape) for a in weights]
