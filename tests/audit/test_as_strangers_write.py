"""What notebooks of people who had not seen the audit did, well and badly."""

import numpy as np
import pytest

from course_lib.audit.findings.encoded import holds_means
from course_lib.audit.running import audit_cells

HEAD = """
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
X, y = load_breast_cancer(return_X_y=True)
train, rest = train_test_split(np.arange(569), test_size=0.5, stratify=y, random_state=0)
valid, test = rest[::2], rest[1::2]
scaler = StandardScaler().fit(X[train])
Z = scaler.transform(X)
def logit(p):
    p = np.clip(p, 1e-3, 1 - 1e-3)
    return np.log(p / (1 - p))
members = [GaussianNB(), LogisticRegression(), RandomForestClassifier(20, random_state=0)]
"""
SEARCHES = """
from sklearn.pipeline import make_pipeline
for model, grid in [(make_pipeline(StandardScaler(), SVC()), {"svc__C": np.logspace(-2, 2, WIDE)}),
                    (RandomForestClassifier(10, random_state=0), {"max_depth": DEEP})]:
    search = GridSearchCV(model, grid, cv=2).fit(X[train], y[train])
    print(search.score(X[test], y[test]))
"""
FLAWED = {
    "a threshold chosen on the test rows": (
        "judged-set-chose",
        "p = LogisticRegression().fit(Z[train], y[train]).predict_proba(Z[test])[:, 1]\n"
        "cuts = np.linspace(0.1, 0.9, 17)\n"
        "best = cuts[np.argmax([f1_score(y[test], p >= c) for c in cuts])]\n"
        "print(f1_score(y[test], p >= best))",
    ),
    "a threshold chosen on a curve of the test rows": (
        "judged-set-chose",
        "from sklearn.metrics import precision_recall_curve\n"
        "p = LogisticRegression().fit(Z[train], y[train]).predict_proba(Z[test])[:, 1]\n"
        "prec, rec, at = precision_recall_curve(y[test], p)\n"
        "cut = at[np.argmax((prec * rec / (prec + rec))[:-1])]\n"
        "print(f1_score(y[test], p >= cut))",
    ),
    "a voter on logits of training predictions": (
        "stacked-on-training",
        "P = np.column_stack([logit(m.fit(Z[train], y[train]).predict_proba(Z[train])[:, 1])\n"
        "                     for m in members])\n"
        "voter = LogisticRegression().fit(P, y[train])",
    ),
    "members that know the test rows": (
        "judged-rows-trained",
        "P = np.column_stack([m.fit(Z[train], y[train]).predict_proba(Z[valid])[:, 1]\n"
        "                     for m in members])\n"
        "voter = LogisticRegression().fit(P, y[valid])\n"
        "P = np.column_stack([m.fit(Z, y).predict_proba(Z[test])[:, 1] for m in members])\n"
        "print(voter.score(P, y[test]))",
    ),
    "one arm tuned, one not": (
        "unequal-budget",
        SEARCHES.replace("WIDE", "12").replace("DEEP", "[4]"),
    ),
    "targets encoded before the split": (
        "fitted-on-judged",
        "shop = np.random.default_rng(0).integers(0, 60, 569)\n"
        "rate = (np.bincount(shop, y) / np.bincount(shop))[shop]\n"
        "T = np.column_stack([Z[:, :3], rate])\n"
        "print(LogisticRegression().fit(T[train], y[train]).score(T[rest], y[rest]))",
    ),
}
SELECTED = """
from scipy.stats import ttest_ind
rng = np.random.default_rng(0)
W = rng.normal(size=(120, 400))
v = np.arange(120) % 2
first = np.random.default_rng(1).permutation(120)[:PART]
p = TESTED
few = np.argsort(p)[:10]
def folds(rows):
    for k in range(5):
        yield np.setdiff1d(rows, rows[k::5]), rows[k::5]
for a, b in folds(first):
    print((LogisticRegression().fit(W[a][:, few], v[a]).predict(W[b][:, few]) == v[b]).mean())
"""
AT_ONCE = "ttest_ind(W[first][v[first] == 1], W[first][v[first] == 0]).pvalue"
ONE_BY_ONE = (
    "np.array([ttest_ind(W[first][v[first] == 1, j], W[first][v[first] == 0, j]).pvalue "
    "for j in range(400)])"
)
FINAL = """
last = np.setdiff1d(np.arange(120), first)
print(LogisticRegression().fit(W[first][:, few], v[first]).score(W[last][:, few], v[last]))
"""
FLAWED |= {
    "columns chosen by all rows": (
        "fitted-on-judged",
        SELECTED.replace("PART", "120").replace("TESTED", AT_ONCE),
    ),
    "columns chosen by all rows, one by one": (
        "fitted-on-judged",
        SELECTED.replace("PART", "120").replace("TESTED", ONE_BY_ONE),
    ),
}
PATIENTS = """
import pandas as pd
from sklearn.model_selection import GroupKFold, KFold
rng = np.random.default_rng(0)
table = pd.DataFrame(rng.normal(size=(120, 4)), columns=list("abcd"))
table["patient_id"] = np.repeat(np.arange(30), 4)
v = table["patient_id"].to_numpy() % 2
F = table.drop(columns="patient_id")
for a, b in SPLITTER.split(F, v, groups=table["patient_id"]):
    print((LogisticRegression().fit(F.iloc[a], v[a]).predict(F.iloc[b]) == v[b]).mean())
"""
FLAWED["patients cut apart"] = (
    "groups-apart",
    PATIENTS.replace("SPLITTER", "KFold(4, shuffle=True, random_state=0)"),
)
FAIR = {
    "a curve drawn of the test rows": "from sklearn.metrics import roc_curve\n"
    "p = LogisticRegression().fit(Z[train], y[train]).predict_proba(Z[test])[:, 1]\n"
    "print(roc_curve(y[test], p), f1_score(y[test], p >= 0.5))",
    "patients kept together": PATIENTS.replace("SPLITTER", "GroupKFold(4)"),
    "columns chosen by the training part": SELECTED.replace("PART", "80").replace("TESTED", AT_ONCE)
    + FINAL,
    "a threshold chosen on validation rows": "model = LogisticRegression()\n"
    "p = model.fit(Z[train], y[train]).predict_proba(Z[valid])[:, 1]\n"
    "cuts = np.linspace(0.1, 0.9, 17)\n"
    "best = cuts[np.argmax([f1_score(y[valid], p >= c) for c in cuts])]\n"
    "print(f1_score(y[test], model.predict_proba(Z[test])[:, 1] >= best))",
    "a voter on held-out logits": "P, Q = (np.column_stack([logit(m.fit(Z[train], y[train])\n"
    "    .predict_proba(Z[i])[:, 1]) for m in members]) for i in (valid, test))\n"
    "print(LogisticRegression().fit(P, y[valid]).score(Q, y[test]))",
    "two arms tuned": SEARCHES.replace("WIDE", "8").replace("DEEP", "range(1, 9)"),
    "pseudo-labels": "seen, unseen = train[:60], train[60:]\n"
    "p = LogisticRegression().fit(Z[seen], y[seen]).predict_proba(Z[unseen])\n"
    "sure = p.max(axis=1) > 0.6\n"
    "labels = np.r_[y[seen], p.argmax(axis=1)[sure]]\n"
    "model = LogisticRegression().fit(Z[np.r_[seen, unseen[sure]]], labels)\n"
    "print(model.score(Z[test], y[test]))",
    "labels shuffled on purpose": "fake = np.random.default_rng(0).permutation(y[train])\n"
    "# labels shuffled ON PURPOSE: this is what chance gives\n"
    "print(LogisticRegression().fit(Z[train], fake).score(Z[test], y[test]))",
    "targets encoded by the training part": "shop = np.random.default_rng(0).permutation(569)\n"
    "shop = shop % 50\n"
    "rate = np.bincount(shop[train], y[train], 50) / np.bincount(shop[train], minlength=50)\n"
    "T = np.column_stack([Z[:, :3], rate[shop]])\n"
    "print(LogisticRegression().fit(T[train], y[train]).score(T[rest], y[rest]))",
}
NETWORK = """
import keras
import numpy as np
from sklearn.datasets import load_digits
keras.utils.set_random_seed(0)
x, y = load_digits(return_X_y=True)
x = x / 16.0
class Net(keras.Model):
    def __init__(self, ends):
        super().__init__()
        self.last, self.ends = keras.layers.Dense(10), ends
    def call(self, x):
        return keras.ops.softmax(self.last(x)) if self.ends else self.last(x)
def trained(ends, logits):
    net = Net(ends)
    net.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=logits))
    net.fit(x[:200], y[:200], epochs=1, batch_size=200, verbose=0)
    return net.predict(x[1000:], verbose=0)
"""
REGRESSION = """
import keras
import numpy as np
keras.utils.set_random_seed(0)
x = np.random.default_rng(0).random((200, 10))
y = LEVEL + x[:, 0]
model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.Adam(RATE), "mse")
model.fit(x[:100], y[:100], epochs=6, batch_size=20, verbose=0)
print(model.evaluate(x[100:], y[100:], verbose=0))
"""


def names(cells, *, severe):
    report = audit_cells(cells)
    assert report.error == ""
    return {one.name for one in report.findings if not severe or one.severity != "note"}


@pytest.mark.parametrize(("name", "code"), FLAWED.values(), ids=FLAWED)
def test_flaws_are_told(name, code):
    assert name in names([HEAD, code], severe=True)


@pytest.mark.parametrize("code", FAIR.values(), ids=FAIR)
def test_what_is_fair_is_left_in_peace(code):
    # With so few rows no difference is told, and two arms are one run each, which is told.
    allowed = {"difference-below-noise", "one-run-an-arm"}
    assert names([HEAD, code], severe=True) <= allowed


@pytest.mark.parametrize(
    ("ends", "logits", "told"),
    [(True, True, True), (True, False, False), (False, False, True), (False, True, False)],
)
def test_what_a_subclass_ends_with_is_seen_in_its_answers(ends, logits, told):
    found = names([NETWORK, f"p = trained({ends}, {logits})"], severe=True)
    assert ("output-misfits-loss" in found) is told


@pytest.mark.parametrize(("level", "rate", "told"), [(150, 0.001, True), (0, 0.1, False)])
def test_a_network_that_is_worse_than_the_mean_is_not_done(level, rate, told):
    code = REGRESSION.replace("LEVEL", str(level)).replace("RATE", str(rate))
    assert ("unconverged" in names([code], severe=True)) is told


def test_means_drawn_towards_the_mean_of_all_are_known():
    rng = np.random.default_rng(0)
    shop, price = rng.integers(0, 40, 900), rng.normal(size=900)
    count, total = np.bincount(shop), np.bincount(shop, price)
    drawn = (total + 5 * price.mean()) / (count + 5)
    assert holds_means(drawn[shop].astype(np.float32), price)
    assert not holds_means(rng.permutation(drawn)[shop].astype(np.float32), price)
    assert not holds_means(shop.astype(np.float32), 2.0 * shop + 1)
