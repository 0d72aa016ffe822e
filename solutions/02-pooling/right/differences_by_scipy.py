"""The intervals of both differences together (Bonferroni), from the runs by pandas and SciPy."""

import numpy as np
import pandas as pd
from scipy import stats

EARNS = {"pooling_race": 3.0}

scores = runs.pivot(index="seed", columns="variant", values="val_accuracy")  # noqa: F821
rows = {}
for kind in ("stride", "mean"):
    paired = scores[kind] - scores["maximum"]
    reach = stats.t.ppf(1 - 0.025 / 2, len(paired) - 1) * paired.std() / np.sqrt(len(paired))
    rows[kind] = {
        "low": paired.mean() - reach,
        "difference": paired.mean(),
        "high": paired.mean() + reach,
    }
result = pd.DataFrame(rows).T
runs = runs[["val_accuracy", "seed", "variant"]].astype({"val_accuracy": "float32"})  # noqa: F821
