"""A plan before its trial: what it lacks, where a trial departs from it, what may then be said."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest

from course_lib import experiments
from course_lib.experiments import Comparison, Plan, compare, seeds_needed
from course_lib.experiments.judgement import answer, answer_of_all, size
from course_lib.experiments.run import Run
from course_lib.experiments.store import Store
from course_lib.experiments.trial import Trial
from course_lib.experiments.tuning import Grid, Tuning
from course_lib.experiments.variant import Variant
from course_lib.models import mlp

FIXED = {"data": "digits", "train": 300, "validation": 1300, "epochs": 1}
RATES = {"learning_rate": [0.001, 0.01, 0.1]}


def plan_of(**changes):
    given = {
        "claim": "A wide layer beats a narrow one.",
        "scientific": {"narrow": "16 units", "wide": "64 units"},
        "margin": 0.01,
        "deviation": 0.01,
        "seeds": 10,
        "pilot_seeds": range(100, 105),
        "nuisance": RATES,
        "fixed": FIXED,
    }
    return Plan(**given | changes)


def runs_of(name, scores, seeds=None):
    return [
        Run(name, seed, {"loss": [1.0], "val_accuracy": [score]}, 0, 0.1, 10, lambda x, _: x)
        for seed, score in zip(seeds or range(len(scores)), scores, strict=True)
    ]


def ran(gain=0.02, *, names=("narrow", "wide"), began=None, metric="accuracy", **trial):
    """Return a comparison that was never trained: ten pairs, around a gain."""
    noise = np.linspace(-0.01, 0.01, 10)
    scores = dict(zip(names, (0.9 - noise, 0.9 + gain + noise), strict=True))
    arms = {name: Variant(mlp(4, 3)) for name in names}
    tried = {name: [runs_of(name, [0.9], [10])] * 3 for name in names}
    held = {"tuning": Tuning(Grid(RATES), tried, "accuracy"), "began": began or time.time()}
    runs = [run for name in names for run in runs_of(name, scores[name])]
    whole = Trial(arms, "digits", 300, 1300, **{"epochs": 1, "batch_size": 128} | held | trial)
    return Comparison(runs, None, metric=metric, trial=whole)


def test_a_plan_that_lacks_nothing():
    plan = plan_of(seeds=[3, 1, 2, 4, 5, 6, 7, 8, 9, 10])
    assert plan.objections() == []
    assert plan.baseline == "narrow"
    assert plan.settings == {
        "seeds": (3, 1, 2, 4, 5, 6, 7, 8, 9, 10),
        "metric": "accuracy",
        "nuisance": RATES,
        "epochs": 1,
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seeds": 9}, "9 seeds are too few: a margin of 0.01 needs 10"),
        ({"pilot_seeds": ()}, "no pilot gave the deviation"),
        ({"pilot_seeds": [2, 9, 11]}, "the pilot has used seeds of the trial: 2, 9"),
        ({"nuisance": {}}, "nothing is tuned"),
        ({"fixed": {"data": "digits", "epochs": 1}}, "what is fixed: train, validation"),
        ({"fixed": FIXED | {"resample": True}}, "the margin is too small: no number of seeds"),
    ],
)
def test_what_a_plan_lacks(changes, said):
    (found,) = plan_of(**changes).objections()
    assert said in found


def test_seeds_that_a_claim_needs():
    assert plan_of().seeds_needed == seeds_needed(0.01, 0.01)
    three = {"narrow": "16", "wide": "64", "wider": "256"}
    assert plan_of(scientific=three).seeds_needed == seeds_needed(0.01, 0.01, confidence=0.975)
    redrawn = plan_of(
        deviation=0.005, fixed=FIXED | {"train": 1300, "validation": 130, "resample": True}
    )
    assert redrawn.seeds_needed == seeds_needed(0.01, 0.005, test_share=0.1)


@pytest.mark.parametrize("deviation", [0.007, 0.01, 0.02])
def test_seeds_that_show_no_difference_to_matter(deviation):
    plan = plan_of(expects="within the margin", deviation=deviation)

    def share(n):
        gaps = np.random.default_rng(0).normal(0, deviation, (4000, n))
        scores = {str(row): one for row, one in enumerate(gaps)}
        found = experiments.significance.decide(
            np.stack(list(scores.values())), np.ones(4000), 0.05 * 4000, margin=0.01
        )  # each row on its own: 5 % for every one
        ends = zip(found["low"], found["high"], strict=True)
        return np.mean([size(*one, 0.01) == "within the margin" for one in ends])

    assert share(plan.seeds_needed) == pytest.approx(0.83, abs=0.05)
    assert share(plan.seeds_needed - 2) < 0.8


def test_a_digest_tells_plans_apart_and_not_their_times():
    plan = plan_of()
    assert plan == plan_of()
    assert plan.digest == plan_of().digest
    for changes in (
        {"margin": 0.02}, {"seeds": 11}, {"claim": "Another."}, {"tested": "wide"},
        {"expects": "worse"}, {"nuisance": {"learning_rate": [0.001, 0.01]}}, {"deviation": 0.02},
        {"fixed": FIXED | {"epochs": 2}}, {"pilot_seeds": [99]}, {"power": 0.9},
        {"confidence": 0.9}, {"metric": "loss"}, {"scientific": {"narrow": "8", "wide": "64"}},
    ):  # fmt: skip
        assert plan_of(**changes).digest != plan.digest, changes
    assert replace(plan, margin=0.02).made > plan.made


def test_a_plan_comes_back_from_its_file(tmp_path):
    path = tmp_path / "plan.json"
    first = plan_of()
    assert first.save(path) is first
    assert Plan.load(path) == first
    again = plan_of()
    assert again.made > first.made
    assert again.save(path).made == first.made  # a notebook that runs again
    with pytest.raises(ValueError, match=r"plan.json holds another plan, .* and this one is"):
        plan_of(margin=0.02).save(path)
    plain = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(plain | {"margin": 0.005}), "utf-8")
    with pytest.raises(ValueError, match="the plan was changed since it was made: its digest was"):
        Plan.load(path)
    for text in ("no JSON", "[]", "{}"):
        path.write_text(text, "utf-8")
        with pytest.raises(ValueError, match="no plan"):
            Plan.load(path)


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"claim": " "}, TypeError, "claim must be a text"),
        ({"scientific": {"a": "b"}}, ValueError, "two arms at least"),
        ({"scientific": ["a", "b"]}, TypeError, "a mapping by arm"),
        ({"margin": 0}, ValueError, "margin"),
        ({"deviation": -1}, ValueError, "deviation"),
        ({"seeds": [1, 1]}, ValueError, "differ"),
        ({"expects": "equal"}, ValueError, "within the margin"),
        ({"tested": "deep"}, ValueError, "narrow"),
        ({"nuisance": {"rate": [1]}}, ValueError, "learning_rate"),
        ({"fixed": {"epochs": [1]}}, TypeError, "a text, number or boolean"),
        ({"fixed": 3}, TypeError, "fixed must be a mapping"),
    ],
)
def test_what_is_no_plan(changes, error, said):
    with pytest.raises(error, match=said):
        plan_of(**changes)


def test_a_trial_as_planned_is_judged():
    found = plan_of().judge(ran(0.012))
    assert found.answer == "holds"
    assert found.table.loc["wide", ["verdict", "size", "claim"]].tolist() == [
        "better", "either side of the margin", "holds",
    ]  # fmt: skip
    assert "Answer: **holds**." in found.report()
    assert found.plan.digest in found.report()
    assert "images seen" in found.report()
    assert " s," not in found.report().split("Trial sheet")[1]  # no seconds: the same each time
    plain = found.to_dict()
    assert (plain["answer"], plain["departures"], plain["objections"]) == ("holds", [], [])
    assert plain["rows"]["wide"]["claim"] == "holds"
    assert "Answer: holds." in str(found)
    assert "<p>Answer: holds.</p>" in found._repr_html_()


@pytest.mark.parametrize(
    ("changes", "trial", "said"),
    [
        ({"seeds": 9}, {}, "seeds: planned 0, 1, 2, 3, 4, 5, 6, 7, 8, ran 0, 1,"),
        ({}, {"names": ("narrow", "deep")}, "arms: planned narrow, wide, ran narrow, deep"),
        ({}, {"names": ("wide", "narrow")}, "arms: planned narrow, wide, ran wide, narrow"),
        ({"fixed": FIXED | {"epochs": 5}}, {}, "epochs: planned 5, ran 1"),
        ({"fixed": FIXED | {"data": "mnist"}}, {}, "data: planned mnist, ran digits"),
        ({"fixed": FIXED | {"tuning_seeds": 3}}, {}, "tuning_seeds: planned 3, ran 1"),
        ({}, {"tuning": None}, "tuned: planned learning_rate of 0.001, 0.01, 0.1, ran nothing"),
        ({"metric": "loss"}, {}, "metric: planned loss, ran accuracy"),
        ({}, {"began": 1.0}, "the trial began before the plan was made"),
    ],
)
def test_a_trial_that_departs_answers_nothing(changes, trial, said):
    found = plan_of(**changes).judge(ran(**trial))
    assert len(found.departures) == 1
    assert found.departures[0].startswith(said)
    assert found.answer == "not as planned"
    assert said in found.report()
    assert said in str(found)


def test_the_test_set_is_used_as_planned():
    plans = {tested: plan_of(tested=tested) for tested in (None, "narrow", "wide")}
    trial = ran()
    assert [plan.departures(trial) for plan in plans.values()] == [[], [], []]  # not yet
    trial._tested.append("wide")
    assert plans["wide"].departures(trial) == []
    assert plans[None].departures(trial) == ["test set: planned nothing, scored wide"]
    assert plans["narrow"].departures(trial) == ["test set: planned narrow, scored wide"]
    trial._tested.append("wide, again: to be sure")
    assert plans["wide"].departures(trial) == [
        "test set: planned wide, scored wide, wide, again: to be sure"
    ]


def test_a_comparison_put_together_by_hand_has_no_plan():
    with pytest.raises(ValueError, match="a plan needs a comparison that compare"):
        plan_of().judge(Comparison(runs_of("narrow", [0.5]), None, metric="accuracy"))


@pytest.mark.parametrize(
    ("low", "high", "expects", "said"),
    [
        (0.001, 0.003, "better", "holds"),
        (-0.001, 0.009, "better", "does not hold"),
        (-0.001, 0.011, "better", "cannot tell"),
        (-0.03, -0.02, "better", "does not hold"),
        (-0.03, -0.02, "worse", "holds"),
        (-0.009, 0.001, "worse", "does not hold"),
        (-0.009, -0.002, "within the margin", "holds"),
        (0.011, 0.02, "within the margin", "does not hold"),
        (0.009, 0.02, "within the margin", "cannot tell"),
        (float("nan"), float("nan"), "within the margin", "cannot tell"),
        (float("nan"), float("nan"), "better", "cannot tell"),
    ],
)
def test_what_an_interval_says_of_a_claim(low, high, expects, said):
    assert answer(low, high, 0.01, expects) == said
    assert answer_of_all([said]) == said


def test_a_loss_is_better_when_it_is_low():
    plan = plan_of(metric="loss")
    runs = ran(-0.05)
    for run in runs._runs.values():
        run.history["val_loss"] = run.history["val_accuracy"]
    runs.metric = "loss"
    found = plan.judge(runs)
    assert (found.answer, found.table.loc["wide", "verdict"]) == ("holds", "better")


def test_runs_that_a_folder_held_are_as_old_as_they_are(tmp_path):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(30, 4)).astype("float32"), np.arange(30) % 3
    part = type("Part", (), {"x": x, "y": y})
    data = type("Data", (), {"train": part, "validation": part, "test": part, "name": "rows"})
    arms = {"a": mlp(4, 3, hidden=2), "b": mlp(4, 3, hidden=3)}
    kept = {"seeds": 2, "epochs": 1, "folder": tmp_path, "keep_models": False, "progress": False}
    fixed = {"data": "rows", "train": 30, "validation": 30, "epochs": 1}
    before = plan_of(scientific={"a": "2", "b": "3"}, seeds=2, nuisance={}, fixed=fixed)
    trial = compare(arms, data, **kept)
    assert before.departures(trial) == []
    after = replace(before)
    assert after.departures(trial) == ["the trial began before the plan was made"]
    again = compare(arms, data, **kept)  # nothing is trained
    assert after.departures(again) == ["the trial began before the plan was made"]
    assert before.departures(again) == []
    assert Store(None, {}).began == float("inf")
