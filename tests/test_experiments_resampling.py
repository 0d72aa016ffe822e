"""Splits drawn anew: the same samples and sizes, each class its share, the test set untouched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import datasets
from course_lib.experiments import resampled
from course_lib.experiments.resampling import redrawn

DIGITS = datasets.load("digits")


def rows(*splits: Any) -> list[bytes]:
    return sorted(row.tobytes() for split in splits for row in split.x)


@pytest.mark.parametrize("name", ["digits", "pavia-like"])
def test_it_moves_samples_between_training_and_validation_only(name: str) -> None:
    data = datasets.load(name)
    again = resampled(data, seed=3)
    assert again.test is data.test
    assert rows(again.train, again.validation) == rows(data.train, data.validation)
    assert rows(again.train) != rows(data.train)
    for split in ("train", "validation"):
        before, after = np.bincount(data.splits[split].y), np.bincount(again.splits[split].y)
        np.testing.assert_array_equal(before, after)


def test_the_seed_decides() -> None:
    first, same, other = (resampled(DIGITS, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.train.x, same.train.x)
    assert rows(first.validation) != rows(other.validation)


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 5), st.booleans())
@settings(deadline=None, max_examples=30)
def test_samples_keep_their_targets(n: int, held: int, seed: int, labels: bool) -> None:
    x = np.arange(n + held)
    y = x % 3 if labels else x[:, None] / 2
    train, validation = redrawn((x[:n], y[:n]), (x[n:], y[n:]), seed=seed)
    assert len(train[0]) == n
    assert sorted([*train[0], *validation[0]]) == x.tolist()
    for some_x, some_y in (train, validation):
        np.testing.assert_array_equal(some_y, y[some_x])


def test_each_sample_is_held_out_about_equally_often() -> None:
    x, y = np.arange(20), np.zeros(20, int)
    held = [redrawn((x[:15], y[:15]), (x[15:], y[15:]), seed=s)[1][0] for s in range(400)]
    counts = np.bincount(np.concatenate(held), minlength=20)  # 100 expected, deviation 8.7
    assert counts.min() > 65
    assert counts.max() < 135


@pytest.mark.parametrize(
    ("data", "seed", "error", "message"),
    [
        ("digits", 0, TypeError, "data must be a Dataset"),
        (DIGITS, "x", TypeError, "seed must be an integer"),
        (DIGITS, -1, ValueError, "seed must be an integer of at least 0"),
    ],
)
def test_mistakes_are_named(data: Any, seed: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        resampled(data, seed=seed)
