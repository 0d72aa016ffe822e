"""Trials that a hostile statistician believes: tuning, warnings, sheet, seeds, test set."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.stats.power import TTestPower

from course_lib import datasets
from course_lib.experiments import (
    Comparison,
    Variant,
    ablate,
    compare,
    handed_out,
    seeds_needed,
    smallest_difference,
    sweep,
)
from course_lib.experiments.cautions import cautions, rises, sampling_errors
from course_lib.experiments.run import Run
from course_lib.experiments.significance import decide
from course_lib.experiments.trial import Trial
from course_lib.models import Dropout, mlp

DIGITS = datasets.load("digits", train=200, validation=100, test=100)
NETWORK = mlp(DIGITS.input_shape, 10, hidden=8, dropout=0.2)
SMALL = {"seeds": 2, "epochs": 2, "batch_size": 64, "progress": False}


@pytest.fixture(autouse=True)
def unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handed_out, "_tested", {})


# -- splits drawn anew


def test_all_arms_of_a_seed_share_its_split_and_each_seed_has_its_own() -> None:
    seen: list[tuple[str, bytes]] = []

    def watching(name: str) -> Any:
        def prepare(x: np.ndarray) -> np.ndarray:
            seen.append((name, x.tobytes()))
            return x

        return Variant(NETWORK, prepare=prepare)

    arms = {name: watching(name) for name in "ab"}
    result = compare(arms, DIGITS, resample=True, **SMALL)
    of = {name: [x for who, x in seen if who == name] for name in "ab"}
    assert of["a"] == of["b"]
    assert len(set(of["a"])) == 4  # training and validation, two seeds
    assert "drew its own" in str(result)
    assert "holds for this split" in str(compare({"a": NETWORK}, DIGITS, **SMALL))


def test_redrawn_splits_widen_the_interval() -> None:
    arms = {"adam": NETWORK, "sgd": Variant(NETWORK, "sgd")}
    result = compare(arms, DIGITS, resample=True, **SMALL | {"seeds": 3})
    table = result.differences()
    runs = result.runs.pivot(index="seed", columns="variant", values="val_accuracy")
    gaps = (runs["sgd"] - runs["adam"]).to_numpy()
    expected = decide(gaps[None], np.ones(1), 0.05, test_share=100 / 200)
    np.testing.assert_allclose(table["low"], expected["low"])
    assert (table["low"] < decide(gaps[None], np.ones(1), 0.05)["low"]).all()


# -- nuisance parameters


def test_each_arm_gets_its_own_best_rate_from_seeds_of_their_own() -> None:
    arms = {"adam": Variant(NETWORK), "sgd": Variant(NETWORK, "sgd")}
    grid = [1e-4, 3e-3, 3e-1]
    result = compare(arms, DIGITS, nuisance={"learning_rate": grid}, tuning_seeds=2, **SMALL)
    table = result.tuning
    assert table is not None
    assert table["learning_rate"].tolist() == grid * 2
    assert table.groupby("variant")["chosen"].sum().tolist() == [1, 1]
    best = table.loc[table.groupby("variant")["mean"].idxmax(), "learning_rate"]
    assert sorted(best) == sorted(table.loc[table["chosen"], "learning_rate"])
    rates = dict(table.loc[table["chosen"], ["variant", "learning_rate"]].to_numpy())
    plain = {name: Variant(NETWORK, name, learning_rate=float(rates[name])) for name in arms}
    alone = compare(plain, DIGITS, **SMALL)
    assert alone.histories.equals(result.histories)
    tuned = compare(
        {"x": Variant(NETWORK, "sgd", learning_rate=grid[0])}, DIGITS, **SMALL | {"seeds": [2, 3]}
    )
    row = table.query("variant == 'sgd'").iloc[0]
    assert row["mean"] == tuned.table().loc["x", "mean"]
    assert result.sheet().to_dict()["tuned"]["sgd"] == f"learning rate {rates['sgd']}"
    assert any("0.3, is at an end of the grid" in sentence for sentence in result.warnings)


def test_several_nuisance_parameters_make_a_grid() -> None:
    nuisance = {"learning_rate": [0.001, 0.01], "batch_size": [32, 64, 128]}
    result = compare(
        {"a": NETWORK}, DIGITS, nuisance=nuisance, tuning_seeds=1, **SMALL | {"seeds": 1}
    )
    assert result.tuning is not None
    assert len(result.tuning) == 6
    assert compare({"a": NETWORK}, DIGITS, **SMALL).tuning is None


def test_a_rate_that_diverges_is_not_chosen() -> None:
    nuisance = {"learning_rate": [1e30, 0.1]}
    arm = Variant(NETWORK, "sgd")
    result = compare({"a": arm}, DIGITS, nuisance=nuisance, metric="loss", **SMALL)
    assert result.tuning is not None
    assert result.tuning.set_index("learning_rate")["chosen"].to_dict() == {1e30: False, 0.1: True}


def test_ablate_and_sweep_pass_it_on() -> None:
    given_ones = {"nuisance": {"learning_rate": [0.01]}, "tuning_seeds": 1, "resample": True}
    changes = {"no dropout": lambda network: network.without(Dropout)}
    for result in (
        ablate(NETWORK, DIGITS, changes, **SMALL | given_ones),
        sweep(lambda rate: Variant(NETWORK), [1, 2], DIGITS, **SMALL | given_ones),
    ):
        assert result.tuning is not None
        assert "drew its own" in result.sheet().to_dict()["splits"]


@pytest.mark.parametrize(
    ("nuisance", "error", "message"),
    [
        ([0.1], TypeError, "nuisance must be a mapping"),
        ({}, ValueError, "nuisance must not be empty"),
        ({"rate": [0.1]}, ValueError, "each of nuisance must be one of"),
        ({"learning_rate": 0.1}, TypeError, r"nuisance\['learning_rate'\] must be a sequence"),
        ({"learning_rate": []}, ValueError, "must not be empty"),
        ({"learning_rate": [0.1, 0.1]}, ValueError, "must differ"),
        ({"learning_rate": [-1]}, ValueError, "variant 'a': learning_rate must be a number above"),
    ],
)
def test_nuisance_names_mistakes(nuisance: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        compare({"a": NETWORK}, DIGITS, nuisance=nuisance, **SMALL)


# -- warnings


def curves(rng: np.random.Generator, slope: float, seeds: int, noise: float = 0.01) -> list[Any]:
    return [0.8 + slope * np.arange(12) + rng.normal(0, noise, 12) for _ in range(seeds)]


@pytest.mark.parametrize("seeds", [1, 3, 10])
def test_a_curve_that_rises_is_told_from_one_that_does_not(seeds: int) -> None:
    rng = np.random.default_rng(seeds)
    assert np.mean([rises(curves(rng, 0.02, seeds)) for _ in range(200)]) > 0.5
    # One-sided at 5 %, so a plateau is taken for a rise in 5 % of the trials at most.
    assert np.mean([rises(curves(rng, 0.0, seeds)) for _ in range(2000)]) < 0.065
    assert np.mean([rises(curves(rng, -0.02, seeds)) for _ in range(200)]) == 0
    assert np.mean([rises(curves(rng, -0.02, seeds), lower=True) for _ in range(200)]) > 0.5


def test_a_perfect_plateau_does_not_rise() -> None:
    assert not rises([[0.5, 1.0, 1.0, 1.0, 1.0, 1.0]])
    assert not rises([[0.5, 0.6]] * 3)
    assert not rises([[0.1, 0.2, math.nan, 0.4]])


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 10_000))
@settings(max_examples=100)
def test_sampling_errors_are_those_of_paired_and_unpaired_images(
    first: float, second: float, n: int
) -> None:
    least, independent = sampling_errors(first, second, n)
    assert least >= 0
    assert independent == pytest.approx(
        math.sqrt((first * (1 - first) + second * (1 - second)) / n), abs=1e-12
    )


def test_the_least_sampling_error_is_that_of_nested_mistakes() -> None:
    rng = np.random.default_rng(0)
    u = rng.random((4000, 400))
    gaps = (u < 0.9).mean(axis=1) - (u < 0.85).mean(axis=1)
    assert gaps.std() == pytest.approx(sampling_errors(0.9, 0.85, 400)[0], rel=0.05)


def made(arms: dict[str, list[float]], **plan: Any) -> list[str]:
    runs = {
        name: [
            Run(name, seed, {"loss": [1.0], "val_accuracy": [score]}, 0, 0.1, 1, lambda x, split: x)
            for seed, score in enumerate(scores)
        ]
        for name, scores in arms.items()
    }
    trial = Trial({}, "digits", 700, 300, epochs=1, batch_size=8, **plan)
    return cautions(runs, "accuracy", trial)


def test_what_other_images_could_change_is_said() -> None:
    close = {"base": [0.90, 0.91, 0.90], "wide": [0.91, 0.92, 0.911]}
    (sentence,) = made(close)
    assert "'wide' is 0.01 from 'base', less than other 300 images could change, 0.046" in sentence
    assert made(close, resample=True) == []
    assert made(close | {"wide": [0.99, 0.99, 0.985]}) == []
    assert made(close | {"wide": [0.92, 0.90, 0.91]}) == []


def test_diverged_runs_single_seeds_and_used_samples_are_said() -> None:
    assert made({"a": [0.5, math.nan, 0.5], "b": [0.5, 0.6, 0.7]}) == [
        "'a': 1 of 3 runs diverged (seeds 1)"
    ]
    assert made({"a": [0.5]}) == ["one seed shows nothing of what chance does"]
    assert "tested on before" in made({"a": [0.5, 0.6]}, used=True)[0]


def test_a_run_that_patience_stopped_does_not_rise() -> None:
    rising = {"val_accuracy": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "loss": [1.0] * 6}
    runs = {"a": [Run("a", s, rising, 5, 0.1, 1, lambda x, split: x) for s in (0, 1)]}

    def said(patience: int | None, epochs: int) -> list[str]:
        arm = Variant(NETWORK, patience=patience)
        return cautions(runs, "accuracy", Trial({"a": arm}, "digits", 7, 3, epochs, 8))

    assert "'a' still improves after 6 epochs" in said(None, 6)[0]
    assert said(2, 6) == said(None, 6)
    assert said(2, 20) == []


def test_warnings_stand_below_the_table() -> None:
    result = compare({"a": NETWORK}, DIGITS, metric="loss", **SMALL | {"epochs": 6, "seeds": 3})
    assert any("still improves" in sentence for sentence in result.warnings)
    for sentence in result.warnings:
        assert sentence in str(result)
    assert "still improves" in result._repr_html_()


def test_a_margin_that_the_seeds_cannot_show_is_remembered() -> None:
    result = compare({"a": NETWORK, "b": Variant(NETWORK, "sgd")}, DIGITS, **SMALL)
    with pytest.warns(UserWarning, match="too few"):
        result.differences(margin=1e-6)
    assert any("too few to call it equal" in sentence for sentence in result.warnings)


# -- sheet


def test_the_sheet_says_what_varied_and_what_was_held_still() -> None:
    arms = {"adam": Variant(NETWORK), "sgd": Variant(NETWORK, "sgd", learning_rate=0.1)}
    result = compare(arms, DIGITS, **SMALL)
    sheet = result.sheet()
    found = sheet.to_dict()
    assert found == json.loads(sheet.json())
    assert found["varied"] == {
        "adam": "optimizer adam; learning rate by default",
        "sgd": "optimizer sgd; learning rate 0.1",
    }
    assert found["held still"]["batch size"] == "64"
    assert "network" in found["held still"]
    assert found["seeds"] == "2, the same for all: 0, 1"
    assert found["tuned"] == "nothing"
    assert found["test set"] == "not used"
    assert "2 runs of 2 epochs, 800 images seen" in found["budget"]["adam"]
    assert f"{NETWORK.parameters:,} parameters" in found["budget"]["sgd"]
    for text in (str(sheet), sheet._repr_html_()):
        assert all(title in text for title in found)
    result.test("sgd", again="a test")
    assert result.sheet().to_dict()["test set"][0].startswith("scored sgd")
    with pytest.raises(ValueError, match="sheet needs a comparison that compare"):
        Comparison(
            [Run("a", 0, {"val_accuracy": [0.5]}, 0, 0.1, 1, max)], None, metric="accuracy"
        ).sheet()


# -- the test set


def test_test_samples_are_not_handed_to_a_later_comparison() -> None:
    data = datasets.load("digits", train=100, validation=50, test=77, seed=11)
    first = compare({"a": NETWORK}, data, **SMALL)
    assert "tested on before" not in " ".join(first.warnings)
    tested = first.test()
    copy = SimpleNamespace(
        train=data.train,
        validation=data.validation,
        test=SimpleNamespace(x=data.test.x[::-1].copy(), y=data.test.y[::-1].copy()),
    )
    second = compare({"a": NETWORK}, copy, **SMALL)
    with pytest.raises(ValueError, match="handed out already, for 'a'"):
        second.test()
    with pytest.raises(TypeError, match="again must say why"):
        second.test(again=" ")
    again = second.test(again="the first was a rehearsal")
    assert again["mean"].tolist() == pytest.approx(tested["mean"].tolist())
    assert "again: the first was a rehearsal" in str(second.sheet())
    chosen = SimpleNamespace(train=data.train, validation=data.test, test=data.validation)
    third = compare({"a": NETWORK}, chosen, **SMALL)
    assert "the data hold samples that were tested on before" in " ".join(third.warnings)


# -- how many seeds


@given(st.floats(0.2, 3), st.floats(0.5, 0.95), st.floats(0.8, 0.99))
@settings(deadline=None, max_examples=25)
def test_seeds_needed_is_statsmodels(effect: float, power: float, confidence: float) -> None:
    n = seeds_needed(-effect * 0.01, 0.01, power=power, confidence=confidence)
    power_of = TTestPower().power
    assert power_of(effect, n, 1 - confidence) >= power - 1e-9
    assert n == 2 or power_of(effect, n - 1, 1 - confidence) < power


# The standard deviation of a share of 0.8 in 2,000 trials is 0.009.
@pytest.mark.parametrize(("effect", "power"), [(1.0, 0.8), (0.7, 0.9), (2.0, 0.8)])
def test_seeds_needed_gives_the_power_it_promises(effect: float, power: float) -> None:
    n = seeds_needed(effect, 1.0, power=power)
    rng = np.random.default_rng(n)

    def share(n: int) -> float:
        draws = (rng.normal(effect, 1, (1, n)) for _ in range(2000))
        found = [decide(gaps, np.ones(1), 0.05)["verdict"][0] for gaps in draws]
        return found.count("better") / 2000

    exact = TTestPower().power(effect, n, 0.05)
    assert share(n) == pytest.approx(exact, abs=0.03)
    assert exact >= power > TTestPower().power(effect, n - 1, 0.05)


def test_redrawn_splits_need_more_seeds_and_sometimes_none_suffice() -> None:
    assert seeds_needed(2, 1, test_share=0.25) > seeds_needed(2, 1)
    with pytest.raises(ValueError, match="no number of seeds"):
        seeds_needed(0.5, 1, test_share=0.25)


@pytest.mark.parametrize(
    ("given_ones", "error", "message"),
    [
        ({"difference": 0}, ValueError, "difference must not be 0"),
        ({"deviation": 0}, ValueError, "deviation must be a number above 0"),
        ({"power": 1}, ValueError, "power must be below 1"),
        ({"confidence": 1}, ValueError, "confidence must be below 1"),
        ({"test_share": 0}, ValueError, "test_share must be a number above 0"),
    ],
)
def test_seeds_needed_names_mistakes(given_ones: Any, error: type, message: str) -> None:
    given_ones = {"difference": 0.1, "deviation": 0.1} | given_ones
    with pytest.raises(error, match=message):
        seeds_needed(given_ones.pop("difference"), given_ones.pop("deviation"), **given_ones)


@pytest.mark.parametrize("confidence", [0.95, 0.9875, 0.99])
def test_a_larger_difference_never_needs_more_seeds(confidence):
    needed = [seeds_needed(d, 0.5, confidence=confidence) for d in np.linspace(0.3, 6, 58)]
    assert needed == sorted(needed, reverse=True)


@given(st.integers(100, 20_000), st.floats(0.1, 1.0), st.sampled_from([0.9, 0.95, 0.99]))
def test_smallest_difference_is_where_mcnemar_begins(n: int, share: float, confidence: float):
    smallest = smallest_difference(n, share, confidence=confidence)
    differ = n * share

    def p_value(difference: float) -> float:  # McNemar's, without the correction
        return float(chi2.sf((n * difference) ** 2 / differ, 1))

    assert p_value(1.001 * smallest) < 1 - confidence < p_value(0.999 * smallest)


@pytest.mark.parametrize(
    ("given_ones", "error", "message"),
    [
        ((0, 0.1), ValueError, "n_images must be an integer of at least 1"),
        ((100.5, 0.1), TypeError, "n_images"),
        ((100, 0.0), ValueError, "disagreement must be a number above 0"),
        ((100, 1.5), ValueError, "disagreement"),
        ((100, 0.01), ValueError, "100 images are too few"),
    ],
)
def test_smallest_difference_names_mistakes(given_ones: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        smallest_difference(*given_ones)
