"""Percent instead of shares."""

EARNS = {"race": 1.5}

right = fair_race  # noqa: F821 - the solution's


def fair_race(data, rates, seeds):
    table = right(data, rates, seeds)
    return table.assign(mean=100 * table["mean"], deviation=100 * table["deviation"])
