"""Voters, calibrators, stacks and searches, written in several styles."""

import pytest

from course_lib.audit.running import audit_cells

HEAD = """
import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier, StackingClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (GridSearchCV, RandomizedSearchCV, cross_val_predict,
                                     cross_val_score, train_test_split)
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
x, y = load_digits(return_X_y=True)
x_train, y_train, x_hold, y_hold = x[:300], y[:300], x[300:500], y[300:500]
x_test, y_test = x[1500:], y[1500:]
tree = DecisionTreeClassifier(random_state=0).fit(x_train, y_train)
bayes = GaussianNB().fit(x_train, y_train)
members = [tree, bayes]
def grid(**options):
    return GridSearchCV(DecisionTreeClassifier(random_state=0), {"max_depth": [2, 8]}, cv=2,
                        **options)
"""
FOREST = "RandomForestClassifier(5, random_state=0)"
FLAWED = {
    "a forest on all members' probabilities": (
        "stacked-on-training",
        2,
        [
            "p = np.hstack([m.predict_proba(x_train) for m in members])\n"
            f"voter = {FOREST}.fit(p, y_train)",
        ],
    ),
    "the votes as columns, shuffled": (
        "stacked-on-training",
        3,
        [
            "p = np.column_stack([bayes.predict_proba(x_train)[:, 1:9], x_train[:, :3]])",
            f"i = np.random.default_rng(0).permutation(300)\n{FOREST}.fit(p[i], y_train[i])",
        ],
    ),
    "named classes": (
        "stacked-on-training",
        2,
        [f"{FOREST}.fit(np.array([m.predict(x_train) for m in members]).T, y_train)"],
    ),
    "an isotonic calibration": (
        "stacked-on-training",
        2,
        ["IsotonicRegression().fit(bayes.predict_proba(x_train)[:, 3], y_train == 3)"],
    ),
    "a calibrator over a frozen model": (
        "stacked-on-training",
        2,
        ["CalibratedClassifierCV(FrozenEstimator(bayes)).fit(x_train, y_train)"],
    ),
    "a stack of fitted members": (
        "stacked-on-training",
        2,
        [
            "StackingClassifier([('tree', tree), ('bayes', bayes)],"
            " final_estimator=DecisionTreeClassifier(random_state=0), cv='prefit')"
            ".fit(x_train, y_train)",
        ],
    ),
    "the best score printed": (
        "search-score-only",
        2,
        ["search = grid().fit(x, y)\nprint(search.best_score_)"],
    ),
    "the table of all scores": (
        "search-score-only",
        2,
        ["search = grid(refit=False).fit(x, y)", "max(search.cv_results_['mean_test_score'])"],
    ),
    "a random search": (
        "search-score-only",
        3,
        [
            "search = RandomizedSearchCV(tree, {'max_depth': [2, 4, 8]}, n_iter=2, cv=2,"
            " random_state=0)",
            "search.fit(x, y).best_score_",
        ],
    ),
    "the winner judged on rows that it saw": (
        "search-score-only",
        2,
        ["search = grid().fit(x, y)\nprint(search.best_score_, search.score(x[:99], y[:99]))"],
    ),
}
FAIR = {
    "a forest on held-out predictions": [
        "p = np.hstack([m.predict_proba(x_hold) for m in members])\n"
        f"voter = {FOREST}.fit(p, y_hold)",
        "voter.score(np.hstack([m.predict_proba(x_test) for m in members]), y_test)",
    ],
    "a calibrator on held-out rows": [
        "CalibratedClassifierCV(FrozenEstimator(bayes)).fit(x_hold, y_hold)",
    ],
    "cross-validated predictions": [
        "p = cross_val_predict(GaussianNB(), x_train, y_train, method='predict_proba')",
        f"{FOREST}.fit(p, y_train)",
    ],
    "a stack of its own": [
        "StackingClassifier([('bayes', GaussianNB())], cv=2,"
        " final_estimator=DecisionTreeClassifier(random_state=0)).fit(x_train, y_train)",
    ],
    "a winner judged": [
        "search = grid().fit(x_train, y_train)\n"
        "print(search.best_score_, search.score(x_test, y_test))",
    ],
    "the best settings fitted anew and judged": [
        "search = grid(refit=False).fit(x_train, y_train)\nprint(search.best_score_)",
        "DecisionTreeClassifier(**search.best_params_).fit(x_train, y_train).score(x_test, y_test)",
    ],
    "a nested search": ["cross_val_score(grid(), x, y, cv=2)"],
}


@pytest.mark.parametrize(("name", "cell", "cells"), FLAWED.values(), ids=FLAWED)
def test_a_flaw_is_found_in_its_cell(name, cell, cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    assert (name, cell) in [(one.name, one.place.cell) for one in report.findings], str(report)


@pytest.mark.parametrize("cells", FAIR.values(), ids=FAIR)
def test_a_fair_way_has_no_finding(cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    found = {one.name for one in report.findings}
    assert not found & {"stacked-on-training", "search-score-only"}, str(report)
