# A table with text columns and gaps; every step is fitted inside the folds.
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

rng = np.random.default_rng(4)
n = 240
frame = pd.DataFrame(
    {
        "age": rng.integers(18, 90, n).astype(float),
        "income": np.where(rng.random(n) < 0.1, np.nan, rng.lognormal(10, 0.4, n)),
        "city": rng.choice(["Leeds", "York", "Hull"], n),
        "plan": rng.choice(["basic", "full", None], n),
    }
)
target = ((frame["age"] > 50) ^ (rng.random(n) < 0.2)).astype(int)

# %%
prepare = ColumnTransformer(
    [
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["age", "income"]),
        ("names", OneHotEncoder(handle_unknown="ignore"), ["city", "plan"]),
    ]
)
folds = RepeatedStratifiedKFold(n_splits=4, n_repeats=2, random_state=4)

# %%
for model in (LogisticRegression(), HistGradientBoostingClassifier(max_iter=10, random_state=0)):
    found = cross_validate(make_pipeline(prepare, model), frame, target, cv=folds)
    print(type(model).__name__, found["test_score"].mean(), found["test_score"].std())
