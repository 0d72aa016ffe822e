"""Everything in single precision."""

import numpy as np

EARNS = {
    "draw": 3.0,
    "draw_unseen": 1.0,
    "how_many": 3.0,
    "search": 4.0,
    "curse": 2.0,
}


def draw(space, n, seed):
    rng = np.random.default_rng(seed)
    columns = {}
    for name, (kind, *values) in space.items():
        if kind == "choice":
            columns[name] = [values[0][i] for i in rng.integers(0, len(values[0]), n)]
        elif kind == "integer":
            columns[name] = rng.integers(values[0], values[1], n, endpoint=True).astype("float32")
        else:
            low, high = np.log10(values, dtype="float32")
            columns[name] = 10 ** (low + (high - low) * rng.random(n, dtype="float32"))
    return [{name: columns[name][i] for name in space} for i in range(n)]


def chance(q, n):
    return np.float32(1) - (np.float32(1) - np.float32(q)) ** n


def trials(q, p):
    n = 1
    while chance(q, n) < p:
        n += 1
    return np.int32(n)


def chance_of_grid(good, settings, n):
    steps = np.arange(n, dtype="float32")
    return 1 - np.prod(np.maximum(settings - good - steps, 0) / (settings - steps))


def search(lab):
    kept, failed = {}, []
    for name in lab.settings:
        try:
            lab.train(name)
            score = np.float32(lab.score(name, "validation"))
            if np.isnan(score):
                raise ValueError(name)
            kept[name] = score
        except ValueError:
            failed.append(name)
    best = list(kept)[int(np.argmax(list(kept.values())))]
    test = np.float32(lab.score(best, "test"))
    return {"best": best, "validation": kept[best], "test": test, "failed": np.array(failed)}


def curse(validation, test, n):
    validation, test = np.float32(validation)[:, :n], np.float32(test)[:, :n]
    best = validation.argmax(axis=1)[:, None]
    gap = np.take_along_axis(validation, best, 1) - np.take_along_axis(test, best, 1)
    return gap.mean()
