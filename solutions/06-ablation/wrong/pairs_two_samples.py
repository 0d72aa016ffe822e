"""Two independent groups, not pairs."""

from statsmodels.stats.power import TTestIndPower

EARNS = {"pairs_needed": 0.5}


def pairs_needed(difference, deviation, power, level):
    n = 2
    while TTestIndPower().power(abs(difference) / deviation, n, level) < power:
        n += 1
    return n
