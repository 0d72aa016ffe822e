"""Cross-validations and choices: what is unfair in them, and the fair ones beside it."""

import pytest

from course_lib.audit.running import audit_cells

HEAD = """
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier
rng = np.random.default_rng(0)
x, y = load_breast_cancer(return_X_y=True)
a, b, c, d = x[:400], x[400:], y[:400], y[400:]
def tree(k): return DecisionTreeClassifier(max_depth=k, random_state=0)
"""
FAIR = {
    "the best by folds is judged on other rows": "r = {k: cross_val_score(tree(k), a, c).mean()"
    " for k in range(1, 6)}\ntree(max(r, key=r.get)).fit(a, c).score(b, d)",
    "folds of groups": "g = np.repeat(np.arange(50), 8)\n"
    "z = rng.normal(size=(50, 12))[g] + 0.02 * rng.normal(size=(400, 12))\n"
    "cross_val_score(KNeighborsClassifier(1), z, g % 2, groups=g, cv=GroupKFold(5))",
    "folds without an order": "cross_val_score(tree(3), x, y, cv=KFold(4, shuffle=True,"
    " random_state=0))",
    "training and test scores of all": "best = 0\nfor k in (1, 3, 9):\n"
    "    m = tree(k).fit(a, c)\n    print(m.score(a, c), best)\n    best = m.score(b, d)",
    "one model, both scores": "m = tree(3).fit(a, c)\nprint(max(m.score(a, c), m.score(b, d)))",
    "a search with folds of its own": "i = np.arange(400)\ncv = [(i[:300], i[300:])]\n"
    "GridSearchCV(tree(1), {'max_depth': [1, 4]}, cv=cv).fit(a, c).score(b, d)",
}
FLAWED = {
    "twins over folds": (
        "z = np.r_[x, x]\ncross_val_score(tree(3), z, np.r_[y, y], cv=KFold(3, shuffle=True))",
        "judged-rows-trained",
    ),
    "folds that overlap": (
        "i = np.arange(569)\ncross_val_score(tree(3), x, y, cv=[(i[:400], i[300:])])",
        "judged-rows-trained",
    ),
    "folds all cut off": (
        "cross_val_score(LogisticRegression(max_iter=2), x, y, cv=3)",
        "unconverged",
    ),
}
QUIET = {"judged-often", "difference-below-noise", "one-run-an-arm"}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("code", FAIR.values(), ids=FAIR)
def test_what_is_fair_is_left_in_peace(code):
    report = audit_cells([HEAD, code])
    assert report.error == ""
    assert {one.name for one in report.findings} <= QUIET, str(report)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("code", "name"), FLAWED.values(), ids=FLAWED)
def test_folds_are_looked_into(code, name):
    report = audit_cells([HEAD, code])
    assert report.error == ""
    assert name in [one.name for one in report.findings], str(report)
