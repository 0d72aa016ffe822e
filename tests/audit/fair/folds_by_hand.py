# Stratified folds by hand, each with a scaler and a selector of its own; two classifiers paired.
import numpy as np
from scipy import stats
from sklearn.datasets import load_breast_cancer
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import MinMaxScaler

data, labels = load_breast_cancer(return_X_y=True)

# %%
results = {"logistic": [], "bayes": []}
for train, test in StratifiedKFold(8, shuffle=True, random_state=2).split(data, labels):
    scaler = MinMaxScaler().fit(data[train])
    chosen = SelectKBest(f_classif, k=10).fit(scaler.transform(data[train]), labels[train])
    prepared = chosen.transform(scaler.transform(data))
    for name, model in (("logistic", LogisticRegression()), ("bayes", GaussianNB())):
        model.fit(prepared[train], labels[train])
        results[name].append(np.mean(model.predict(prepared[test]) == labels[test]))

# %%
print(stats.ttest_rel(results["logistic"], results["bayes"]))
