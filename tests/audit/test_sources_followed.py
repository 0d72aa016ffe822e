"""Metrics, splits and files: judging outside of a model, rows parted by chance, labels by name."""

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics
import sklearn.model_selection

from course_lib import audit
from course_lib.audit.findings.related import gaps
from course_lib.audit.running import audit_cells

HEAD = """
import numpy as np
import pandas as pd
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, brier_score_loss, f1_score
from sklearn.model_selection import KFold, train_test_split
from sklearn.naive_bayes import GaussianNB
rng = np.random.default_rng(0)
"""
DIGITS = "x, y = load_digits(return_X_y=True)\nx_train, x_test = x[:900], x[900:]"
GROUPS = """patient = np.repeat(np.arange(20), 30)
x = rng.normal(size=(20, 20))[patient] + 0.4 * rng.normal(size=(600, 20))
y = patient % 2
order = rng.permutation(600)
x, y, patient = x[order], y[order], patient[order]"""
TIME = """x = rng.normal(size=(800, 10))
for i in range(1, 800):
    x[i] += 0.95 * x[i - 1]
y = (x[:, 0] > x[:, 1]).astype(int)"""
SPLIT = "x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)"
JUDGED = "GaussianNB().fit(x_train, y_train).score(x_test, y_test)"


def audited(*cells):
    report = audit_cells([HEAD, *cells])
    assert report.error == ""
    return report


def names(report):
    return [one.name for one in report.findings]


def test_a_metric_judges_the_model_that_predicted():
    report = audited(
        DIGITS,
        "p = GaussianNB().fit(x, y).predict(x_test)\naccuracy_score(y[900:], p)\n"
        "f1_score(y[900:], p, average='macro')",
        "q = GaussianNB().fit(x_train, y[:900])\n"
        "brier_score_loss(y_proba=q.predict_proba(x_test), y_true=y[900:], labels=range(10))",
    )
    assert report.events == {"load": 1, "fit": 2, "predict": 2, "judge": 2}
    assert report.unfollowed == ()


def test_a_training_score_by_a_metric_is_one():
    cells = [DIGITS, "m = GaussianNB().fit(x, y)", "print(accuracy_score(y, m.predict(x)))"]
    assert names(audited(*cells)) == ["training-score-only"]


def test_a_metric_of_unknown_predictions_is_said():
    report = audited(DIGITS, "accuracy_score(y, np.roll(y, 1))")
    assert report.unfollowed == ("whose predictions accuracy_score judges, cell 3, line 1",)


@pytest.mark.parametrize("data", [GROUPS, TIME], ids=["patients", "time"])
def test_relatives_parted_by_chance_are_found_at_the_split(data):
    (found,) = [one for one in audited(data, SPLIT, JUDGED).findings if one.name == "groups-apart"]
    assert (found.place.cell, found.severity) == (3, "doubtful")


FAIR = {
    "whole patients": [
        GROUPS,
        "x_train, x_test, y_train, y_test = "
        "x[patient < 15], x[patient > 14], y[patient < 15], y[patient > 14]",
    ],
    "blocks of time": [
        TIME,
        "x_train, x_test, y_train, y_test = x[:400], x[400:], y[:400], y[400:]",
    ],
    "digits": ["x, y = load_digits(return_X_y=True)", SPLIT],
    "clusters that are classes": [
        "from sklearn.datasets import make_blobs\n"
        "x, y = make_blobs(400, 20, centers=10, random_state=0)",
        SPLIT,
    ],
    "even": ["x = rng.random((900, 12))\ny = (x[:, 0] > 0.5).astype(int)", SPLIT],
}


@pytest.mark.parametrize("cells", FAIR.values(), ids=FAIR)
def test_no_relatives_are_found_where_there_are_none(cells):
    assert "groups-apart" not in names(audited(*cells, JUDGED))


def test_a_gap_is_rare_by_chance():
    drawn = np.random.default_rng(0).random((3000, 32), dtype="float32")
    assert (gaps(drawn[:2500], drawn[2500:]) > 0).mean() < 0.03


SAVED = """x = rng.random((400, 64)).round(2)
y = (3 * x[:, 0]).astype(int)
np.save("digits_x.npy", x)
np.save("digits_y.npy", y)
np.savez("digits.npz", train_images=x, train_labels=y)"""
FIRST_HALF = "GaussianNB().fit(x[:200], y[:200]).score(x[200:], y[200:])"
READ = {
    "two files": "x, y = np.load('digits_x.npy'), np.load('digits_y.npy')",
    "by keyword": "x, y = np.load(file='digits_x.npy'), np.load(file='digits_y.npy')",
    "an archive": "d = np.load('digits.npz')\nx, y = d['train_images'], d['train_labels']",
}


@pytest.mark.parametrize("read", READ.values(), ids=READ)
@pytest.mark.parametrize("order", ["y = y[i]", "x, y = x[i], y[i]"])
def test_labels_of_files_belong_to_rows_of_the_same_name(read, order, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report = audited(SAVED, read, f"i = rng.permutation(400)\n{order}", FIRST_HALF)
    found = [(one.name, one.severity) for one in report.findings]
    assert (("labels-apart", "wrong") in found) == (order == "y = y[i]")


@pytest.mark.parametrize("apart", [True, False])
def test_tables_belong_together_by_their_index(apart):
    table = "x = pd.DataFrame(rng.random((300, 9)))\ny = (x[0] > 0.5).astype(int)"
    shuffled = "x = x.sample(frac=1, random_state=0)" + ("" if apart else "\ny = y.loc[x.index]")
    report = audited(table, shuffled, "GaussianNB().fit(x, y).score(x, y)")
    assert ("labels-apart" in names(report)) == apart


def test_nothing_of_it_remains():
    held = [np.load, np.loadtxt, pd.read_csv, sklearn.metrics.accuracy_score]
    held += [sklearn.model_selection.train_test_split, np.lib.npyio.NpzFile.__getitem__]
    split = sklearn.model_selection.KFold.split
    with audit.start():
        assert np.load is not held[0]
        assert sklearn.model_selection.KFold.split is not split
    assert held == [
        np.load,
        np.loadtxt,
        pd.read_csv,
        sklearn.metrics.accuracy_score,
        sklearn.model_selection.train_test_split,
        np.lib.npyio.NpzFile.__getitem__,
    ]
    assert sklearn.model_selection.KFold.split is split


def test_a_splitter_splits_as_it_did():
    with audit.start() as watched:
        folds = list(sklearn.model_selection.KFold(3).split(np.eye(9)))
    assert [len(test) for _, test in folds] == [3, 3, 3]
    assert watched.report().events == {"split": 1}
