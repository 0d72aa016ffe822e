"""A check asks whether a trial was fair: of a function's call, and of the whole notebook."""

from __future__ import annotations

import json

import pytest
from sklearn.datasets import load_wine
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler

from course_lib import audit
from course_lib.checks.answering import in_process
from course_lib.checks.assertions import CheckFailed
from course_lib.checks.kernel import LocalKernel
from course_lib.checks.outcomes import Missing, StudentError
from course_lib.checks.student import Student
from course_lib.checks.submitted import CodeCell
from course_lib.checks.trials import Trial, assert_fair, read_trial
from course_lib.checks.values import encode


def fair(x, y):
    scaler = StandardScaler().fit(x[::2])
    model = GaussianNB().fit(scaler.transform(x[::2]), y[::2])
    return model.score(scaler.transform(x[1::2]), y[1::2])


def unfair(x, y):
    x = StandardScaler().fit_transform(x)
    return GaussianNB().fit(x[::2], y[::2]).score(x[1::2], y[1::2])


def asked(name="trial", /, **names):
    student = Student(in_process(names), seed=5)
    x, y = load_wine(return_X_y=True)
    return student.audit(name, x, y)


def test_a_fair_trial_passes_and_its_value_arrives():
    trial = asked(trial=fair)
    assert_fair(trial, severity="doubtful", watched={"fit": 1, "judge": 1, "fit transformer": 1})
    assert trial.value == pytest.approx(0.95, abs=0.05)
    assert trial.unfollowed == ()


def test_an_unfair_one_fails_with_its_line_and_its_mend():
    trial = asked(trial=unfair)
    assert [one.name for one in trial.named("fitted-on-judged")] == ["fitted-on-judged"]
    assert_fair(trial)  # doubtful, not wrong
    assert_fair(trial, severity="note", allowed="fitted-on-judged")
    assert_fair(trial, severity="note", only="weights-inherited")
    for asks in ({"severity": "doubtful"}, {"only": "fitted-on-judged"}):
        with pytest.raises(CheckFailed) as failed:
            assert_fair(trial, **asks)
        said = str(failed.value)
        assert said.startswith("fitted-on-judged in line ")
        assert "`x = StandardScaler().fit_transform(x)`: StandardScaler was fitted on" in said
        assert "; to mend it, split first" in said


def test_where_nothing_is_tried_nothing_is_fair():
    trial = asked(trial=lambda x, y: 0.99)
    with pytest.raises(CheckFailed, match="0 times fit was seen, and a trial here needs 1"):
        assert_fair(trial)


def test_an_error_of_the_trial_is_the_students():
    with pytest.raises(StudentError, match="ZeroDivisionError"):
        asked(trial=lambda x, y: 1 / 0)
    with pytest.raises(Missing):
        asked()


def test_what_is_returned_need_not_be_plain():
    trial = asked(trial=lambda x, y: GaussianNB().fit(x, y))
    assert trial.watched["fit"] == 1
    with pytest.raises(StudentError, match="trial returns what cannot be checked"):
        trial.value  # noqa: B018 - it raises


def test_the_notebook_is_what_was_watched():
    student = Student(in_process({}))
    with audit.start():
        unfair(*load_wine(return_X_y=True))
        first = student.audit()
        fair(*load_wine(return_X_y=True))
        second = student.audit()
    assert first.named("fitted-on-judged")
    assert (first.watched["fit"], second.watched["fit"]) == (1, 2)


def test_an_audit_within_an_audit_sees_what_the_outer_one_sees():
    with audit.start() as outer:
        _, inner = audit.audit_call(lambda: fair(*audit_load()))
    assert inner.events == outer.report().events
    assert inner.events["load"] == 1


def audit_load():
    from sklearn import datasets

    return datasets.load_wine(return_X_y=True)


def test_in_a_kernel_a_cell_is_known_by_its_first_line(tmp_path):
    cells = [
        "from sklearn.datasets import load_wine\nfrom sklearn.naive_bayes import GaussianNB",
        "# A trial.\ndef trial():\n    x, y = load_wine(return_X_y=True)\n"
        "    return GaussianNB().fit(x, y).score(x, y)",
    ]
    with LocalKernel(tmp_path) as kernel:
        for cell in cells:
            assert kernel.run(CodeCell(cell, "a cell"), 60) == ()
        trial = Student(kernel.ask).audit("trial")
    (found,) = trial.named("training-score-only")
    assert found.place == "line 4 of the cell with “def trial():”"
    assert found.code == "return GaussianNB().fit(x, y).score(x, y)"


REPORT = {"findings": [], "events": {}, "unfollowed": []}


def told(report, places=(), **more):
    text = report if isinstance(report, str) else json.dumps(report)
    return {"report": text, "places": list(places), "value": 1, "refused": "", **more}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        told("{"),
        told("[]"),
        told("[" * 10_000),
        {"report": json.dumps(REPORT), "places": []},
        told({**REPORT, "findings": [{}]}, ["a"]),
        told({**REPORT, "findings": [1]}, ["a"]),
        told({**REPORT, "findings": [{}]}),
        told({**REPORT, "events": {"fit": "many"}}),
        told({**REPORT, "events": []}),
    ],
)
def test_no_field_of_a_report_is_believed(answer):
    student = Student(lambda request: {"value": encode(answer), "output": ""})
    with pytest.raises(StudentError, match="the audit cannot be read"):
        student.audit("trial")


def test_an_empty_report_is_read():
    assert read_trial(told(REPORT, value=3)) == Trial(returned=3)
