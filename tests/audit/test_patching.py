"""Recorders leave no trace, and fail without harm."""

import importlib
import sys

import numpy as np
import pytest
import sklearn.base
import sklearn.model_selection
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from course_lib import audit
from course_lib.audit.importing import ImportWatch
from course_lib.audit.patching import Patches
from course_lib.audit.session import Session


def held():
    """Return everything that scikit-learn's classes and modules hold."""
    found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("sklearn"):
            found |= {(name, key): id(value) for key, value in vars(module).items()}
    classes = [sklearn.base.BaseEstimator, sklearn.base.TransformerMixin]
    while classes:
        one = classes.pop()
        for key, value in vars(one).items():
            found[one.__qualname__, key] = id(value), id(getattr(value, "fn", None))
        classes += one.__subclasses__()
    return {key: value for key, value in found.items() if "abc" not in key[1]}


def test_nothing_remains():
    before, finders = held(), list(sys.meta_path)
    with audit.start():
        x, y = load_iris(return_X_y=True)
        make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y).score(x, y)
        assert held() != before
    after = held()
    assert {key: after.get(key) for key in before} == before
    assert sys.meta_path == finders


def test_what_is_watched_does_what_it_did():
    x, y = load_iris(return_X_y=True)
    plain = Pipeline([("scale", StandardScaler()), ("model", LogisticRegression())]).fit(x, y)
    with audit.start():
        watched = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y)
        table = StandardScaler().set_output(transform="pandas").fit_transform(x)
        assert np.array_equal(watched.predict_proba(x), plain.predict_proba(x))
    assert list(table.columns) == ["x0", "x1", "x2", "x3"]


def test_an_error_of_the_notebook_stays_its_error():
    with audit.start(), pytest.raises(ValueError, match="NaN"):
        LogisticRegression().fit([[np.nan], [1.0]], [0, 1])
    assert "Watched: 1 fit" in str(audit.report())


def test_a_recorder_that_fails_is_said_and_harms_nothing(monkeypatch):
    def broken(self, x, y=None):
        raise RuntimeError("broken")

    monkeypatch.setattr(Session, "rows", broken)
    with audit.start() as watched:
        fitted = StandardScaler().fit(np.eye(3))
    assert fitted.mean_.shape == (3,)
    assert "the data of fit (RuntimeError: broken)" in str(watched.report())


def test_a_module_is_watched_once_it_is_imported(tmp_path, monkeypatch):
    (tmp_path / "newly_written.py").write_text("value = 3\n")
    monkeypatch.syspath_prepend(tmp_path)
    seen = []
    with ImportWatch(lambda name: name == "newly_written", seen.append):
        module = importlib.import_module("newly_written")
    assert seen == ["newly_written"]
    assert type(module.__spec__.loader).__name__ == "SourceFileLoader"
    assert module.__loader__ is module.__spec__.loader


def test_a_function_is_watched_under_every_name_that_modules_hold():
    original, calls = sklearn.model_selection.cross_val_score, []
    patches = Patches()
    patches.functions([original], lambda f, *args, **kwargs: calls.append(args))
    sklearn.model_selection.cross_val_score(1, 2)
    sklearn.model_selection._validation.cross_val_score(3)
    patches.remove()
    assert calls == [(1, 2), (3,)]
    assert sklearn.model_selection.cross_val_score is original


def test_report_needs_a_start(monkeypatch):
    monkeypatch.setattr("course_lib.audit.watching._current", None)
    with pytest.raises(RuntimeError, match=r"audit.start\(\) comes first"):
        audit.report()
