"""Tables where others have arrays."""

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

EARNS = {"shuffled": 2.0, "agreement": 3.0, "put_aside": 2.0, "verdict": 1.0}


def shuffled(x, y, seed):
    order = pd.Series(range(len(x))).sample(frac=1, random_state=seed).index
    return x[order], y[order]


def agreement(x, y):
    rows = x.reshape(len(x), -1)
    distance = cdist(rows, rows)
    distance[np.diag_indices(len(rows))] = distance.max() + 1
    labels = pd.Series(y)
    same = labels.iloc[distance.argmin(axis=1)].to_numpy() == labels
    return pd.Series([same.mean(), labels.value_counts(normalize=True).pow(2).sum()])


def labels_belong(x, y):
    found, chance = agreement(x, y)
    return found > chance + 3.5 * np.sqrt(chance * (1 - chance) / len(y))


def put_aside(family, share, seed):
    families = pd.Series(family)
    known = pd.Series(families.unique())
    return families.isin(known.sample(round(share * len(known)), random_state=seed))


runs = runs.sample(frac=1, random_state=0)  # noqa: F821 - the notebook's
