"""What is found in trials with scikit-learn, written in several styles, and what is not."""

import pytest

from course_lib.audit.running import audit_cells

HEAD = """
import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier
rng = np.random.default_rng(0)
x, y = load_wine(return_X_y=True)
"""
SPLIT = "x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)"
JUDGE = "GaussianNB().fit(x_train, y_train).score(x_test, y_test)"

FLAWED = {
    "a scaler fitted before the split": (
        "fitted-on-judged",
        2,
        ["x = StandardScaler().fit_transform(x)", SPLIT, JUDGE],
    ),
    "fitted and then used": (
        "fitted-on-judged",
        2,
        ["scaler = MinMaxScaler().fit(x)\nx = scaler.transform(x)", SPLIT, JUDGE],
    ),
    "the test rows scaled by their own": (
        "fitted-on-judged",
        3,
        [
            SPLIT,
            "x_train = StandardScaler().fit_transform(x_train)\n"
            "x_test = StandardScaler().fit_transform(x_test)",
            JUDGE,
        ],
    ),
    "a decomposition": (
        "fitted-on-judged",
        2,
        ["x = PCA(3).fit_transform(x)", SPLIT, JUDGE],
    ),
    "a selector before a cross-validation": (
        "fitted-on-judged",
        2,
        ["x = SelectKBest(k=5).fit_transform(x, y)", "cross_val_score(GaussianNB(), x, y)"],
    ),
    "a scaler and a decomposition": (
        "fitted-on-judged",
        2,
        ["x = PCA(3).fit_transform(StandardScaler().fit_transform(x))", SPLIT, JUDGE],
    ),
    "judged by predict": (
        "fitted-on-judged",
        2,
        [
            "x = StandardScaler().fit_transform(x)",
            SPLIT,
            "p = GaussianNB().fit(x_train, y_train).predict(x_test)\n(p == y_test).mean()",
        ],
    ),
    "rows drawn with replacement before the split": (
        "judged-rows-trained",
        4,
        ["i = rng.integers(len(x), size=400); x, y = x[i], y[i]", SPLIT, JUDGE],
    ),
    "copies before the split": (
        "training-score-only",
        4,
        ["x, y = np.tile(x, (3, 1)), np.tile(y, 3)", SPLIT, JUDGE],
    ),
    "trained on all rows": (
        "judged-rows-trained",
        3,
        [
            "x_test, y_test = np.vstack([x[:60], x[:60] * rng.random(13)]), np.r_[y[:60], y[:60]]",
            "GaussianNB().fit(x, y).score(x_test, y_test)",
        ],
    ),
    "labels shuffled alone": (
        "labels-apart",
        4,
        ["rng.shuffle(y)", SPLIT, JUDGE],
    ),
    "rows sorted alone": (
        "labels-apart",
        4,
        ["x = x[np.argsort(x[:, 0])]", SPLIT, JUDGE],
    ),
    "only training rows judged": (
        "training-score-only",
        2,
        ["GaussianNB().fit(x, y).score(x, y)"],
    ),
    "noisy copies before the split": (
        "twins-trained",
        4,
        [
            "x, y = load_digits(return_X_y=True); x, y = x[:400], y[:400]\n"
            "x = np.vstack([x, x + rng.normal(0, 0.3, x.shape)]); y = np.r_[y, y]",
            SPLIT,
            JUDGE,
        ],
    ),
    "five models judged on one test set": (
        "judged-often",
        3,
        [
            SPLIT,
            "max(DecisionTreeClassifier(max_depth=d).fit(x_train, y_train)"
            ".score(x_test, y_test) for d in range(1, 7))",
        ],
    ),
}
FAIR = {
    "labels that go by a row's level alone": [
        "rng = np.random.default_rng(0); level = rng.normal(size=400)\n"
        "curves = np.cumsum(np.repeat(rng.normal(size=(40, 30)), 10, axis=0), axis=1)\n"
        "curves += rng.normal(0, 0.01, curves.shape) - curves.mean(axis=1, keepdims=True)\n"
        "i = rng.permutation(400); curves = curves[i] + level[:, None]",
        "GaussianNB().fit(curves, level > 0)",
    ],
    "one row twice in two tables": [
        "scaler = StandardScaler().fit(x[::2])\n"
        "model = GaussianNB().fit(scaler.transform(x[2::2]), y[2::2])",
        "model.score(scaler.transform(np.vstack([x[:1], x[1::2]])), np.r_[y[:1], y[1::2]])",
    ],
    "a pipeline": [
        SPLIT,
        "make_pipeline(StandardScaler(), GaussianNB()).fit(x_train, y_train).score(x_test, y_test)",
    ],
    "a scaler of the training rows": [
        SPLIT,
        "scaler = StandardScaler().fit(x_train)\n"
        "x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)",
        JUDGE,
    ],
    "a pipeline cross-validated": [
        "cross_val_score(make_pipeline(StandardScaler(), SelectKBest(k=5), GaussianNB()), x, y)",
    ],
    "a search in a pipeline, judged once": [
        SPLIT,
        "search = GridSearchCV(make_pipeline(StandardScaler(), DecisionTreeClassifier()),"
        " {'decisiontreeclassifier__max_depth': [1, 3]}, cv=2).fit(x_train, y_train)\n"
        "search.score(x_test, y_test)",
    ],
    "training and test score": [
        SPLIT,
        "model = GaussianNB().fit(x_train, y_train)\n"
        "model.score(x_train, y_train), model.score(x_test, y_test)",
    ],
    "rows drowned in noise": [
        "x, y = load_digits(return_X_y=True)\nx = x[:400] + rng.normal(0, 60, (400, 64))",
        "GaussianNB().fit(x[:300], y[:300]).score(x[300:], y[300:400])",
    ],
    "shuffled by one order": [
        "i = rng.permutation(len(x)); x, y = x[i], y[i]",
        SPLIT,
        JUDGE,
    ],
    "a picture of all rows": [
        "PCA(2).fit_transform(StandardScaler().fit_transform(x))",
        SPLIT,
        JUDGE,
    ],
    "classes by name": [
        "y = np.array(['red', 'white', 'rose'])[y]",
        SPLIT,
        JUDGE,
    ],
    "one class against the rest": ["y = y == 1", SPLIT, JUDGE],
    "real images": ["x, y = load_digits(return_X_y=True)", SPLIT, JUDGE],
}


@pytest.mark.parametrize(("name", "cell", "cells"), FLAWED.values(), ids=FLAWED)
def test_a_flaw_is_found_in_its_cell(name, cell, cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    assert report.unfollowed == ()
    assert (name, cell) in [(one.name, one.place.cell) for one in report.findings], str(report)


@pytest.mark.parametrize("cells", FAIR.values(), ids=FAIR)
def test_a_fair_trial_has_no_finding(cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    assert report.findings == (), str(report)


def test_what_cannot_be_followed_is_no_crash():
    report = audit_cells(
        [
            "import scipy.sparse\nfrom sklearn.feature_extraction.text import TfidfVectorizer\n"
            "from sklearn.naive_bayes import MultinomialNB\n"
            "texts = ['a red wine', 'a white wine', 'no wine', 'some beer'] * 10",
            "x = TfidfVectorizer().fit_transform(texts)\ny = [0, 0, 1, 1] * 10",
            "MultinomialNB().fit(x[:30], y[:30]).score(x[30:], y[30:])",
        ]
    )
    assert report.error == ""
    assert "1 judge" in report.summary


def test_a_notebook_that_fails_is_audited_up_to_there():
    report = audit_cells([HEAD, "GaussianNB().fit(x, y).score(x, y)", "1 / 0", "never"])
    assert report.error == "cell 3: ZeroDivisionError: division by zero"
    assert [one.name for one in report.findings] == ["training-score-only"]
    assert "audited up to there" in str(report)


@pytest.mark.parametrize(
    ("comment", "ignored"),
    [
        ("# audit: ignore training-score-only because it shows memory", True),
        ("# audit: ignore training-score-only", False),
        ("# audit: ignore labels-apart because of another thing", False),
    ],
)
@pytest.mark.parametrize("line", ["{0}\n{1}", "{1}  {0}"])
def test_a_finding_is_ignored_for_a_reason(comment, ignored, line):
    judge = "np.mean([GaussianNB().fit(x, y).score(x, y)])"
    report = audit_cells([HEAD, line.format(comment, judge)])
    assert bool(report.ignored) == ignored
    assert bool(report.findings) != ignored
    if ignored:
        assert "because it shows memory" in str(report)
        assert not report.fails("note")


@pytest.mark.parametrize(("signal", "severity"), [(0.0, "wrong"), (0.6, "doubtful"), (3.0, None)])
def test_what_is_a_little_above_chance_is_doubtful(signal, severity):
    draw = (
        "x = rng.normal(size=(200, 5))\n"
        f"y = (({signal} * x[:, 0] + rng.normal(size=200)) > 0).astype(int)\n"
        "tree = DecisionTreeClassifier(random_state=0).fit(x[:100], y[:100])\n"
        "print(tree.score(x[:100], y[:100]), tree.score(x[100:], y[100:]))"
    )
    found = {one.name: one.severity for one in audit_cells([HEAD, draw]).findings}
    assert found.get("at-chance") == severity
