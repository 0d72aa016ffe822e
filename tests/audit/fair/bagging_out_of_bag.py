# Bagging judged out of the bag; the decision regions are drawn over all rows.
import numpy as np
from sklearn.datasets import make_moons
from sklearn.ensemble import BaggingClassifier
from sklearn.tree import DecisionTreeClassifier

X, y = make_moons(300, noise=0.3, random_state=0)

# %%
bag = BaggingClassifier(DecisionTreeClassifier(), 40, oob_score=True, random_state=0).fit(X, y)
print(bag.oob_score_)

# %%
xx, yy = np.meshgrid(np.linspace(-2, 3, 30), np.linspace(-1.5, 2, 30))
regions = bag.predict(np.c_[xx.ravel(), yy.ravel()]).reshape(xx.shape)
colours = bag.predict(X)
print(regions.mean(), colours.mean())
