"""A grid counted as digits, one generator a name, a search in two passes."""

import numpy as np

EARNS = {
    "grid": 3.0,
    "draw": 3.0,
    "draw_unseen": 1.0,
    "how_many": 3.0,
    "search": 4.0,
}


def grid(space):
    sizes = [len(values) for values in space.values()]
    count = trainings(space, 1, False)
    digits = np.array(np.unravel_index(range(count), sizes)).T
    pairs = list(space.items())
    return [
        {name: values[i] for (name, values), i in zip(pairs, row, strict=True)} for row in digits
    ]


def trainings(space, folds, refit):
    if not space:
        return folds + 1 if refit else folds
    first, *rest = space
    less = {name: space[name] for name in rest}
    return len(space[first]) * trainings(less, folds, False) + (1 if refit else 0)


def one_of(kind, values, rng):
    if kind == "choice":
        return values[0][int(rng.random() * len(values[0]))]
    low, high = values
    if kind == "integer":
        return low + int(rng.random() * (high - low + 1))
    return low * (high / low) ** rng.random()


def draw(space, n, seed):
    streams = {
        name: np.random.default_rng(child)
        for name, child in zip(space, np.random.SeedSequence(seed).spawn(len(space)), strict=True)
    }
    return [
        {name: one_of(kind, values, streams[name]) for name, (kind, *values) in space.items()}
        for _ in range(n)
    ]


def chance(q, n):
    return q if n == 1 else q + (1 - q) * chance(q, n - 1)


def trials(q, p):
    return next(n for n in range(1, 900) if chance(q, n) >= p)


def search(lab):
    failed = []
    for name in lab.settings:
        try:
            lab.train(name)
        except ValueError:
            failed.append(name)
    trained = [name for name in lab.settings if name not in failed]
    scores = {name: lab.score(name, "validation") for name in trained}
    failed += [name for name, score in scores.items() if score != score]
    fine = {name: score for name, score in scores.items() if score == score}
    top = max(fine.values())
    best = next(name for name, score in fine.items() if score == top)
    test = lab.score(best, "test")
    return {"best": best, "validation": top, "test": test, "failed": failed}
