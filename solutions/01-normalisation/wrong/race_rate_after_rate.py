"""One model an optimiser visits all rates, and keeps what it has learned."""

import pandas as pd

from course_lib import experiments, models

EARNS = {"race": 1.5}


def fair_race(data, rates, seeds):
    data = as_dataset(data)  # noqa: F821 - the notebook's
    network = models.mlp(data.input_shape, 10, hidden=100)
    weights, rows = dict.fromkeys(["Adam", "AdaGrad"]), []
    for rate in rates:
        variants = {
            name: experiments.Variant(
                network, name.lower(), learning_rate=rate, weights=weights[name]
            )
            for name in weights
        }
        result = experiments.compare(variants, data, seeds=seeds, progress=False)
        table = result.table()
        for name in weights:
            trained = result.models(name)
            weights[name] = {seed: model.get_weights() for seed, model in trained.items()}
            rows.append((name, rate, *table.loc[name, ["mean", "deviation"]]))
    return pd.DataFrame(rows, columns=["optimiser", "rate", "mean", "deviation"])
