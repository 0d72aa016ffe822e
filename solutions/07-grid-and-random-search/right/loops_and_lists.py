"""Plain Python: loops, lists, the standard library's random numbers."""

import math
import random

EARNS = {
    "grid": 3.0,
    "draw": 3.0,
    "draw_unseen": 1.0,
    "how_many": 3.0,
    "search": 4.0,
    "curse": 2.0,
}


def grid(space):
    if not space:
        return [{}]
    names = list(space)
    rest = grid({name: space[name] for name in names[1:]})
    settings = []
    for value in space[names[0]]:
        for one in rest:
            setting = {names[0]: value}
            setting.update(one)
            settings.append(setting)
    return settings


def trainings(space, folds, refit):
    return math.prod(map(len, space.values())) * folds + (1 if refit else 0)


def draw(space, n, seed):
    generator = random.Random(seed)
    settings = []
    for _ in range(n):
        setting = {}
        for name, described in space.items():
            if described[0] == "choice":
                setting[name] = generator.choice(list(described[1]))
            elif described[0] == "integer":
                setting[name] = generator.randint(described[1], described[2])
            else:
                low, high = math.log10(described[1]), math.log10(described[2])
                setting[name] = 10 ** generator.uniform(low, high)
        settings.append(setting)
    return settings


def chance(q, n):
    missed = 1.0
    for _ in range(n):
        missed *= 1 - q
    return 1 - missed


def trials(q, p):
    for n in range(1, 100_000):
        if chance(q, n) >= p:
            return n
    return None


def chance_of_grid(good, settings, n):
    return 1 - math.comb(settings - good, n) / math.comb(settings, n)


def search(lab):
    best, highest, failed = None, -1.0, []
    for name in lab.settings:
        try:
            lab.train(name)
            lab.score(name, "train")  # a look that does no harm
        except ValueError:
            failed.append(name)
            continue
        score = lab.score(name, "validation")
        if math.isnan(score):
            failed.append(name)
        elif score > highest:
            best, highest = name, score
    test = lab.score(best, "test")
    return {"best": best, "validation": highest, "test": test, "failed": failed}


def curse(validation, test, n):
    gaps = []
    for promised, kept in zip(validation, test, strict=True):
        first = list(promised)[:n]
        chosen = first.index(max(first))
        gaps.append(promised[chosen] - kept[chosen])
    return sum(gaps) / len(gaps)
