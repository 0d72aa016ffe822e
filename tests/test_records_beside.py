"""Published figures beside ours: a mean with its interval, what is not measured, the table."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from course_lib import records
from course_lib.records import Beside, Measured, Record, by_seed, measured, stored

NOT_YET = Beside.NOT_YET

SESSIONS = [{"machine": "two-core x86-64", "date": "2026-11-27"}]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with one record in it: two arms, three seeds, two scales."""
    runs = [
        {
            "arm": arm,
            "seed": seed,
            "session": 0,
            "rows": [
                {"scale": scale, "accuracy": score + scale / 8, "accuracy_curve": [0.1] * 3,
                 "scored_curve": [0.5]}
                for scale in (0, 1)
            ],
        }
        for arm, scores in {"slow": [0.25, 0.5, 0.75], "fast": [0.5, 0.5, 0.5]}.items()
        for seed, score in enumerate(scores)
    ]  # fmt: skip
    content = {"name": "race", "question": "?", "data": "digits", "arms": ["slow", "fast"],
               "asked": 3, "by": ["scale"], "test_share": 0.5, "command": "python",
               "sessions": SESSIONS, "runs": runs}  # fmt: skip
    stored.write(content, tmp_path / "race.json")
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    return tmp_path


def test_interval_is_student_s():
    scores = np.array([0.5, 0.625, 0.75, 0.5])
    mean, low, high, n = Measured.of(scores)
    known = stats.t.interval(0.95, 3, scores.mean(), stats.sem(scores))
    assert (mean, n) == (scores.mean(), 4)
    np.testing.assert_allclose((low, high), known)
    wider = Measured.of(scores, test_share=0.25)
    assert wider.high - wider.mean == pytest.approx((high - mean) * math.sqrt(2))


def test_format():
    assert f"{Measured(-0.25, -0.5, 0.0, 4):+.2f}" == "−0.25 [−0.50, +0.00], 4 seeds"
    assert f"{Measured.of([0.1, 0.1]):.2%}" == "10.00 %, each of 2 seeds"
    assert f"{Measured.of([0.98074]):.2%}" == "98.07 %, one seed"


def test_a_record_s_figure(folder):
    assert by_seed("race", arm="slow", scale=1).to_dict() == {0: 0.375, 1: 0.625, 2: 0.875}
    assert measured("race", arm="slow", scale=1) == Measured.of([0.375, 0.625, 0.875], 0.5)
    assert measured("race", arm="fast", scale=0).mean == 0.5


@pytest.mark.parametrize(
    ("name", "where"),
    [("none", {}), ("race", {"arm": "middling"}), ("race", {"width": 3}),
     ("race", {"metric": "loss"})],
)  # fmt: skip
def test_what_is_not_measured_is_none(folder, name, where):
    assert by_seed(name, **where) is None
    assert measured(name, **where) is None


def test_several_rows_a_seed_are_refused(folder):
    with pytest.raises(ValueError, match=r"'race' has several rows a seed for \{'arm': 'slow'\}"):
        measured("race", arm="slow")


def test_a_shorter_curve_ends_in_nan(folder):
    curves = records.load("race").curves()
    assert isinstance(records.load("race"), Record)
    assert curves.columns.tolist() == ["arm", "seed", "scale", "epoch", "accuracy", "scored"]
    assert len(curves) == 2 * 3 * 2 * 3
    one = curves.query("arm == 'slow' and seed == 0 and scale == 0")
    assert one["epoch"].tolist() == [1, 2, 3]
    assert one["scored"].tolist()[:1] == [0.5]
    assert one["scored"].isna().tolist() == [False, True, True]


@pytest.fixture
def table():
    made = Beside("S9")
    rows = [("accuracy < 1", "97 %", ["as S9: 98 %", f"fresh: {NOT_YET}"]), ("loss", "0.1", "0.2")]
    made.group("Two", ["01-normalisation", "99-to-come"], rows, wrong="One run & no spread.",
               effects=["−0.1 [−0.2, 0.1]"])  # fmt: skip
    waiting = [("both", "1", [f"a: {NOT_YET}", f"b: {NOT_YET}"])]
    made.group("One", [], waiting, wrong="Nothing.")
    return made


def test_table_in_html(table):
    page = table._repr_html_()
    assert page.count("<tbody>") == 2
    assert '<th scope="row">accuracy &lt; 1</th><td>97 %</td><td>as S9: 98 %<br>fresh' in page
    assert '<span>chapters <a href="01-normalisation.html">1</a>, 99</span>' in page
    assert "One run &amp; no spread.</p><p><strong>What it does:</strong></p><ul><li>−0.1" in page
    assert f"<td>{NOT_YET}</td>" in page
    assert page.endswith("<strong>What was wrong:</strong> Nothing.</p></td></tr></tbody></table>")


def test_what_is_waiting(table):
    assert table.waiting == ["Two: accuracy < 1", "One: both"]
    assert repr(table) == "S9: 3 rows in 2 groups; not measured yet: 2"
