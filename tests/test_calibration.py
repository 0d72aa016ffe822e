"""Reliability and its error by hand, and the temperature beside scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax
from sklearn.calibration import CalibratedClassifierCV, calibration_curve
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression

from course_lib import calibration


def calibrated(n: int, seed: int, temperature: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities, made too sure by a temperature, and labels drawn from the true ones."""
    rng = np.random.default_rng(seed)
    logits = 2 * rng.standard_normal((n, 4))
    chances = softmax(logits, axis=1).cumsum(axis=1)
    y = (rng.random((n, 1)) > chances).sum(axis=1)
    return softmax(logits * temperature, axis=1), np.minimum(y, 3)


def test_bins_of_equal_width_are_those_of_scikit_learn():
    said, y = calibrated(500, 0)
    table = calibration.reliability(said, y, bins=8)
    right = said.argmax(axis=1) == y
    accuracy, confidence = calibration_curve(right, said.max(axis=1), n_bins=8)
    np.testing.assert_allclose(table["accuracy"], accuracy)
    np.testing.assert_allclose(table["confidence"], confidence)
    assert table["count"].sum() == 500
    assert (table["confidence"] <= table["high"]).all()
    assert (table["confidence"] >= table["low"]).all()


def test_bins_of_equally_many_samples():
    said, y = calibrated(101, 1)
    table = calibration.reliability(said, y, bins=10, strategy="quantile")
    assert table["count"].tolist() == [11] + [10] * 9
    assert table["confidence"].is_monotonic_increasing


def test_an_upper_end_belongs_to_its_bin():
    said = [[0.5, 0.5], [0.6, 0.4], [0.7, 0.3], [1.0, 0.0]]
    table = calibration.reliability(said, [0, 0, 0, 0], bins=10)
    assert table["high"].round(9).tolist() == [0.5, 0.6, 0.7, 1.0]


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
def test_the_error_is_the_weighted_gap(strategy):
    said, y = calibrated(300, 2, temperature=3.0)
    table = calibration.reliability(said, y, bins=7, strategy=strategy)
    gaps = abs(table["accuracy"] - table["confidence"])
    found = calibration.calibration_error(said, y, bins=7, strategy=strategy)
    assert found == pytest.approx(np.average(gaps, weights=table["count"]))


def test_with_one_bin_the_error_is_confidence_less_accuracy():
    said, y = calibrated(400, 3, temperature=4.0)
    gap = abs(said.max(axis=1).mean() - (said.argmax(axis=1) == y).mean())
    assert calibration.calibration_error(said, y, bins=1) == pytest.approx(gap)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 20), st.integers(1, 3))
def test_finer_bins_never_have_a_smaller_error(seed, bins, times):
    said, y = calibrated(60, seed)
    coarse = calibration.calibration_error(said, y, bins=bins)
    assert calibration.calibration_error(said, y, bins=bins * times) >= coarse - 1e-12


def test_the_temperature_undoes_what_made_it_too_sure():
    said, y = calibrated(20_000, 4, temperature=2.5)
    scaling = calibration.TemperatureScaling().fit(said, y)
    assert scaling.temperature_ == pytest.approx(2.5, rel=0.05)
    cooled = scaling.predict_proba(said)
    np.testing.assert_allclose(cooled.sum(axis=1), 1)
    assert (cooled.argmax(axis=1) == said.argmax(axis=1)).all()
    before, after = (calibration.calibration_error(p, y) for p in (said, cooled))
    assert after < 0.02 < before


def test_the_temperature_is_that_of_scikit_learn():
    rng = np.random.default_rng(5)
    x = rng.standard_normal((600, 5))
    y = (x @ rng.standard_normal((5, 3)) + 2 * rng.standard_normal((600, 3))).argmax(axis=1)
    model = LogisticRegression(C=1e4).fit(x[:60], y[:60])
    theirs = CalibratedClassifierCV(FrozenEstimator(model), method="temperature", cv=3)
    theirs.fit(x[60:], y[60:])
    ours = calibration.TemperatureScaling().fit(model.predict_proba(x[60:]), y[60:])
    np.testing.assert_allclose(
        ours.predict_proba(model.predict_proba(x)), theirs.predict_proba(x), atol=0.01
    )


def test_a_forest_may_say_never():
    said = np.array([[1.0, 0.0], [0.0, 1.0], [0.9, 0.1]])
    scaling = calibration.TemperatureScaling().fit(said, [0, 0, 1])
    assert np.isfinite(scaling.predict_proba(said)).all()
    assert scaling.temperature_ > 1


def test_not_fitted():
    with pytest.raises(NotFittedError):
        calibration.TemperatureScaling().predict_proba([[0.5, 0.5]])


@pytest.mark.parametrize(
    ("said", "y", "words"),
    [
        ([[2.0, -1.0]], [0], "softmax first"),
        ([[0.5, 0.4]], [0], "add up to 1"),
        ([[1.0]], [0], "two at least"),
        ([[0.5, 0.5]], [2], "from 0 to 1"),
        ([[0.5, 0.5]], [0.5], "whole numbers"),
        ([[0.5, 0.5]], [0, 1], "as long as"),
        ([[0.5, np.nan]], [0], "finite"),
    ],
)
def test_what_cannot_be_probabilities_is_refused(said, y, words):
    for call in (
        calibration.reliability,
        calibration.calibration_error,
        calibration.TemperatureScaling().fit,
    ):
        with pytest.raises(ValueError, match=words):
            call(said, y)


def test_other_arguments_are_refused():
    said, y = calibrated(20, 6)
    with pytest.raises(ValueError, match="strategy"):
        calibration.reliability(said, y, strategy="width")
    with pytest.raises(ValueError, match="bins"):
        calibration.reliability(said, y, bins=0)
    scaling = calibration.TemperatureScaling().fit(said, y)
    with pytest.raises(ValueError, match="must have 4 columns"):
        scaling.predict_proba([[0.5, 0.5]])
