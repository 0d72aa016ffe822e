"""Means, deviations and paired intervals against SciPy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from course_lib.experiments import paired_difference, summary

SCORES = arrays(float, st.integers(2, 12), elements=st.floats(-1, 1, width=16))


@given(SCORES)
@settings(deadline=None, max_examples=50)
def test_summary_is_that_of_a_sample(scores: np.ndarray) -> None:
    mean, deviation, n = summary(scores)
    np.testing.assert_allclose([mean, deviation], [scores.mean(), scores.std(ddof=1)])
    assert n == len(scores)


@given(SCORES, st.floats(0.5, 0.99), st.integers(0, 100))
@settings(deadline=None, max_examples=50)
def test_paired_difference_is_scipys(scores: np.ndarray, confidence: float, seed: int) -> None:
    baseline = np.random.default_rng(seed).normal(size=len(scores))
    result = paired_difference(scores, baseline, confidence=confidence)
    expected = stats.ttest_rel(scores, baseline).confidence_interval(confidence)
    np.testing.assert_allclose([result.low, result.high], [expected.low, expected.high])
    assert result.difference == pytest.approx((scores - baseline).mean())


def test_the_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(1000):
        result = paired_difference(rng.normal(0.3, 1, 5), rng.normal(0, 1, 5))
        hits += result.low <= 0.3 <= result.high
    assert 925 <= hits <= 975


def test_one_run_has_no_spread() -> None:
    assert math.isnan(summary([0.5]).deviation)
    single = paired_difference([0.5], [0.25])
    assert single.difference == 0.25
    assert all(math.isnan(v) for v in (single.deviation, single.low, single.high))


def test_a_diverged_run_is_not_left_out() -> None:
    assert math.isnan(summary([0.5, math.nan]).mean)
    assert math.isnan(paired_difference([0.5, math.nan], [0.1, 0.2]).difference)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("abc", [1.0]), TypeError, "scores must be an array of numbers"),
        (([], [1.0]), ValueError, "scores must not be empty"),
        (([[1.0]], [1.0]), ValueError, "scores must have 1 axes"),
        (([1.0], "x"), TypeError, "baseline must be an array"),
        (([1.0, 2.0], [1.0]), ValueError, "one length, got 2 and 1"),
    ],
)
def test_mistakes_are_named(arguments: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        paired_difference(*arguments)


@pytest.mark.parametrize("confidence", [0, 1, 1.5, math.nan])
def test_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        paired_difference([1.0, 2.0], [1.0, 2.0], confidence=confidence)


JUNK = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.integers(),
    st.floats(),
    st.lists(st.text(), max_size=2),
    st.lists(st.floats(), max_size=3),
    st.just(object()),
    st.just(np.zeros((2, 2))),
)


@given(JUNK, JUNK, JUNK)
@settings(deadline=None, max_examples=50)
def test_junk_raises_nothing_but_type_and_value_errors(a: Any, b: Any, confidence: Any) -> None:
    for call in (lambda: summary(a), lambda: paired_difference(a, b, confidence=confidence)):
        try:
            call()
        except (TypeError, ValueError) as error:
            assert str(error)  # noqa: PT017
