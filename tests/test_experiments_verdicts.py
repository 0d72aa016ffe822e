"""Verdicts: against SciPy and statsmodels, in step with their intervals, and right as promised."""

from __future__ import annotations

import itertools
import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

from course_lib.experiments import lower_is_better, verdicts
from course_lib.experiments.significance import decide

SHARES = st.one_of(st.none(), st.floats(0.05, 1))
CASES = (st.integers(0, 10_000), st.integers(1, 6), st.integers(2, 12), st.floats(0, 4))


def drawn(seed: int, rows: int, n: int, effect: float) -> dict[str, np.ndarray]:
    """Return scores of a base and of arms that lie from 0 to `effect` deviations off it."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(size=n)
    shifts = rng.uniform(-effect, effect, rows)
    arms = {f"arm {i}": shared + rng.normal(shift, 1, n) for i, shift in enumerate(shifts)}
    return {"base": shared + rng.normal(size=n)} | arms


def quiet(*args: Any, **kwargs: Any) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return verdicts(*args, **kwargs)


@given(*CASES)
@settings(deadline=None, max_examples=15)
def test_p_is_scipys_after_statsmodels_holm(seed: int, rows: int, n: int, effect: float) -> None:
    scores = drawn(seed, rows, n, effect)
    plain = [stats.ttest_rel(scores[arm], scores["base"]).pvalue for arm in list(scores)[1:]]
    table = verdicts(scores)
    np.testing.assert_allclose(table["p"], multipletests(plain, method="holm")[1], atol=1e-12)
    table = quiet(scores, margin=1.0)
    np.testing.assert_allclose(table["p"], multipletests(plain, method="bonferroni")[1], atol=1e-12)


@given(*CASES, st.floats(0.5, 0.99), SHARES, st.one_of(st.none(), st.floats(0.1, 5)), st.booleans())
@settings(deadline=None, max_examples=200)
def test_interval_p_and_verdict_never_contradict_each_other(
    seed: int,
    rows: int,
    n: int,
    effect: float,
    confidence: float,
    share: float | None,
    margin: float | None,
    lower: bool,
) -> None:
    table = quiet(
        drawn(seed, rows, n, effect),
        margin=margin,
        confidence=confidence,
        test_share=share,
        lower_is_better=lower,
    )
    up, down = ("worse", "better") if lower else ("better", "worse")
    for row in table.itertuples():
        assert row.low <= row.difference <= row.high
        assert (row.verdict == up) == (row.low > 0)
        assert (row.verdict == down) == (row.high < 0)
        assert (row.verdict in (up, down)) == (row.p <= 1 - confidence)
        within = margin is not None and -margin < row.low <= 0 <= row.high < margin
        assert (row.verdict == "equal") == within


@given(*CASES, st.floats(0.5, 0.99), SHARES)
@settings(deadline=None, max_examples=100)
def test_intervals_are_bonferronis_save_where_a_later_step_decides(
    seed: int, rows: int, n: int, effect: float, confidence: float, share: float | None
) -> None:
    scores = drawn(seed, rows, n, effect)
    table = verdicts(scores, confidence=confidence, test_share=share)
    gaps = np.array([scores[arm] - scores["base"] for arm in table.index])
    error = gaps.std(axis=1, ddof=1) * math.sqrt(1 / n + (share or 0))
    plain = 2 * stats.t.sf(np.abs(gaps.mean(axis=1)) / error, n - 1)
    for (_, row), p, scale in zip(table.iterrows(), plain, error, strict=True):
        half = stats.t.ppf(1 - (1 - confidence) / (2 * rows), n - 1) * scale
        if (row["p"] <= 1 - confidence) == (p <= (1 - confidence) / rows):
            assert row["high"] - row["low"] == pytest.approx(2 * half)
        else:
            assert 0 < row["high"] - row["low"] < 2 * half


@given(*CASES, st.floats(0.2, 3))
@settings(deadline=None, max_examples=100)
def test_equal_is_statsmodels_tost(
    seed: int, rows: int, n: int, effect: float, margin: float
) -> None:
    scores = drawn(seed, rows, n, effect)
    table = quiet(scores, margin=margin)
    for arm, row in table.iterrows():
        p = ttost_paired(scores[arm], scores["base"], -margin, margin)[0]
        if row["verdict"] == "cannot tell":
            assert p > 0.05 / rows / 2
        elif row["verdict"] == "equal":
            assert p < 0.05 / rows / 2


# -- how often they are wrong


def wrong(rng: np.random.Generator, n: int, rows: int, overlap: float, **settings: Any) -> bool:
    """Return whether a family without effects gets a verdict; `overlap` correlates its seeds."""

    def scores() -> np.ndarray:
        return math.sqrt(overlap) * rng.normal() + math.sqrt(1 - overlap) * rng.normal(size=n)

    base = scores()
    gaps = np.array([scores() - base for _ in range(rows)])
    return set(decide(gaps, np.ones(rows), 0.05, **settings)["verdict"]) != {"cannot tell"}


# The standard deviation of a share of 0.05 in 2,000 families is 0.0049.
@pytest.mark.parametrize("n", [3, 10])
def test_one_row_is_wrong_in_five_of_a_hundred(n: int) -> None:
    rng = np.random.default_rng(n)
    share = np.mean([wrong(rng, n, 1, 0.0) for _ in range(2000)])
    assert 0.035 < share < 0.065


@pytest.mark.parametrize("n", [5, 10])
def test_a_family_of_four_is_wrong_in_five_of_a_hundred_at_most(n: int) -> None:
    rng = np.random.default_rng(n)
    share = np.mean([wrong(rng, n, 4, 0.0) for _ in range(2000)])
    assert 0.02 < share < 0.065  # below 0.05 in truth, for all rows share one baseline


def test_overlapping_splits_need_nadeau_and_bengios_correction() -> None:
    # Seeds whose splits overlap have differences of correlation r = held / (held + train): the
    # correction's own assumption. Then 1/n + held/train makes the variance right on average.
    correlation = 0.25
    correction = correlation / (1 - correlation)
    rng = np.random.default_rng(0)
    corrected = [wrong(rng, 10, 1, correlation, test_share=correction) for _ in range(2000)]
    plain = [wrong(rng, 10, 1, correlation) for _ in range(2000)]
    assert 0.035 < np.mean(corrected) < 0.065
    assert np.mean(plain) > 0.2


@pytest.mark.parametrize("true", [0.5, 0.0])
def test_a_margin_adds_no_errors(true: float) -> None:
    # Arms whose true difference is the margin itself must not be called equal.
    rng = np.random.default_rng(1)
    found = []
    for _ in range(2000):
        gaps = rng.normal(true, 1, (3, 20))
        found.append(set(decide(gaps, np.ones(3), 0.2, margin=0.5)["verdict"]))
    false = "equal" if true else "better"
    assert np.mean([false in verdict or "worse" in verdict for verdict in found]) < 0.2 + 0.027
    assert any({"better", "equal"} & verdict for verdict in found)


def test_all_intervals_cover_together() -> None:
    rng = np.random.default_rng(2)
    true = np.array([[0.0], [5.0], [-5.0]])
    hits = 0
    for _ in range(2000):
        found = decide(true + rng.normal(size=(3, 6)), np.ones(3), 0.05, margin=1.0)
        hits += bool(np.all((found["low"] <= true.T) & (found["high"] >= true.T)))
    assert 0.935 < hits / 2000 < 0.965


# -- what is no evidence


def test_a_diverged_run_leaves_nothing_to_tell_and_the_others_as_they_are() -> None:
    scores = {"base": [0.5, 0.6, 0.7], "wide": [0.8, 0.91, 0.99], "wild": [0.9, math.nan, 0.9]}
    with pytest.warns(UserWarning, match="'wild' or 'base' has a score that is not a number"):
        table = verdicts(scores)
    assert table.loc["wild", "verdict"] == "cannot tell"
    assert table.loc["wild", ["difference", "deviation", "low", "high", "p"]].isna().all()
    third = verdicts(scores | {"wild": [0.9, 0.2, 0.1]})
    assert table.loc["wide", "low"] == third.loc["wide", "low"]
    with pytest.warns(UserWarning, match="not a number"):
        assert verdicts(scores, "wild")["verdict"].tolist() == ["cannot tell"] * 2
    scores["wild"][1] = math.inf
    with pytest.warns(UserWarning, match="not a number"):
        assert math.isnan(verdicts(scores).loc["wild", "difference"])


@pytest.mark.parametrize(
    ("shift", "said"), [(0.0, "'same' equals 'base' in every pair"), (0.25, "is as far from")]
)
def test_an_identity_is_no_evidence(shift: float, said: str) -> None:
    base = np.array([0.5, 0.6, 0.7])
    with pytest.warns(UserWarning, match=said):
        table = verdicts({"base": base, "same": base + shift}, margin=1.0)
    row = table.loc["same"]
    assert row["verdict"] == "cannot tell"
    assert row["difference"] == pytest.approx(shift)
    assert row[["low", "high", "p"]].isna().all()


def test_one_pair_tells_nothing() -> None:
    row = verdicts({"base": [0.5], "other": [0.9]}).loc["other"]
    assert row["verdict"] == "cannot tell"
    assert row["difference"] == 0.4
    assert row[["deviation", "low", "high", "p"]].isna().all()


def test_too_few_seeds_for_the_margin_are_named() -> None:
    scores = {"base": [0.5, 0.6, 0.7], "other": [0.6, 0.5, 0.7]}
    with pytest.warns(UserWarning, match="'other': 3 seeds are too few to call it equal"):
        verdicts(scores, margin=0.01)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert verdicts(scores, margin=0.5)["verdict"].tolist() == ["equal"]


def test_the_order_of_arms_changes_no_row() -> None:
    scores = drawn(3, 3, 6, 2.0)
    for order in itertools.permutations(scores):
        table = verdicts({arm: scores[arm] for arm in order}, "base")
        pd.testing.assert_frame_equal(table.sort_index(), verdicts(scores).sort_index())


def test_names_of_what_is_better_when_low() -> None:
    low = ["loss", "val_loss", "mse", "val_mae", "mean_squared_error", "kl_divergence", "log_cosh"]
    assert all(map(lower_is_better, low))
    assert not any(map(lower_is_better, ["accuracy", "auc", "precision", "cosine_similarity"]))


# -- bad input


@pytest.mark.parametrize(
    ("given_ones", "error", "message"),
    [
        ({"scores": [1.0]}, TypeError, "scores must be a mapping by arm"),
        ({"scores": {"a": [1.0]}}, ValueError, "two arms at least, got 1"),
        ({"scores": {1: [1.0], 2: [1.0]}}, TypeError, "scores must have names"),
        ({"scores": {"a": [1.0], "b": [1.0, 2.0]}}, ValueError, "as many for each arm"),
        ({"scores": {"a": [1.0], "b": "x"}}, TypeError, r"scores\['b'\] must be an array"),
        ({"baseline": "c"}, ValueError, "baseline must be one of"),
        ({"margin": 0}, ValueError, "margin must be a number above 0"),
        ({"confidence": 1}, ValueError, "confidence must be below 1"),
        ({"test_share": -1}, ValueError, "test_share"),
        ({"lower_is_better": "yes"}, TypeError, "lower_is_better must be True or False"),
    ],
)
def test_mistakes_are_named(given_ones: dict[str, Any], error: type, message: str) -> None:
    given_ones = {"scores": {"a": [1.0, 2.0], "b": [1.0, 3.0]}} | given_ones
    with pytest.raises(error, match=message):
        verdicts(given_ones.pop("scores"), **given_ones)


JUNK = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.integers(),
    st.floats(),
    st.lists(st.floats(), max_size=3),
    st.dictionaries(st.text(max_size=2), st.lists(st.floats(), max_size=2), max_size=3),
)
NAMES = ["scores", "baseline", "margin", "confidence", "test_share", "lower_is_better"]


@given(st.sampled_from(NAMES), JUNK)
@settings(deadline=None, max_examples=100)
def test_junk_raises_nothing_but_type_and_value_errors(name: str, junk: Any) -> None:
    given_ones = {"scores": {"a": [1.0, 2.0], "b": [1.0, 3.0]}} | {name: junk}
    try:
        quiet(given_ones.pop("scores"), **given_ones)
    except (TypeError, ValueError) as error:
        assert str(error)  # noqa: PT017
