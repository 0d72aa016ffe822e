# Several measurements of one person stay together.
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupKFold, GroupShuffleSplit, cross_val_score

rng = np.random.default_rng(0)
person = np.repeat(np.arange(40), 6)
typical = rng.normal(size=(40, 12))
illness = (typical[:, 0] + rng.normal(scale=0.5, size=40) > 0).astype(int)
x = typical[person] + rng.normal(scale=0.2, size=(240, 12))
y = illness[person]

# %%
split = GroupShuffleSplit(1, test_size=0.25, random_state=0)
train, test = next(split.split(x, y, person))

# %%
forest = RandomForestClassifier(30, random_state=0)
cv = cross_val_score(forest, x[train], y[train], groups=person[train], cv=GroupKFold(5))
print(cv.mean(), cv.std())

# %%
forest.fit(x[train], y[train])
print(forest.score(x[test], y[test]))
