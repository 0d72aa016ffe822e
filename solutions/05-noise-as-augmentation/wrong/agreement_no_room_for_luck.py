"""Above chance by a hair counts."""

EARNS = {"agreement": 2.142857}


def labels_belong(x, y):
    found, chance = agreement(x, y)  # noqa: F821 - the notebook's
    return bool(found > chance)
