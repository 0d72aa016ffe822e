# Nested cross-validation: the inner loop chooses, the outer one judges.
import numpy as np
from sklearn import datasets, svm
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

X, y = datasets.load_iris(return_X_y=True)

# %%
rounds = []
for i in range(3):
    inner = KFold(4, shuffle=True, random_state=i)
    outer = KFold(4, shuffle=True, random_state=i)
    search = GridSearchCV(
        make_pipeline(StandardScaler(), svm.SVC()), {"svc__C": [1, 10, 100]}, cv=inner
    )
    rounds.append(cross_val_score(search, X, y, cv=outer).mean())

# %%
print(np.mean(rounds), np.std(rounds))
