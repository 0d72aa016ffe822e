"""The deviation is divided by n."""

EARNS = {"race": 2.5}

right = fair_race  # noqa: F821 - the solution's


def fair_race(data, rates, seeds):
    table = right(data, rates, seeds)
    n = len(seeds)
    return table.assign(deviation=table["deviation"] * ((n - 1) / n) ** 0.5)
