"""What is said of a wrong value is true, short and has an example."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course_lib.checks.assertions import (
    CheckFailed,
    assert_allclose,
    assert_close_to_range,
    assert_equal,
)
from course_lib.checks.equality import same


def said(function, *args, **kwargs):
    with pytest.raises(CheckFailed) as caught:
        function(*args, **kwargs)
    return str(caught.value)


@pytest.mark.parametrize(
    ("got", "wanted", "text"),
    [
        ([[1, 7.123456]], [[1, 4]], "1 of 2 numbers is wrong: 7.123 instead of 4 at [0, 1]"),
        ([0, 0, 0], [0.5, 0.25, 0], "2 of 3 numbers are wrong: 0 instead of 0.5 at [0]"),
        (67575.90612345678, 2.0, "the value is 67576 instead of 2"),
        (0.7899999999999999, 0.8, "the value is 0.79 instead of 0.8"),
        (0.33331, 0.33334, "the value is 0.33331 instead of 0.33334"),
        (np.float32(1.1), 1.2, "the value is 1.1 instead of 1.2"),
        (123456789, 123459999, "the value is 123456789 instead of 123459999"),
        (1 + 2j, 3.0, "the value is 1+2j instead of 3"),
        (float("inf"), 1.0, "the value is inf instead of 1"),
        ([1.0, float("nan")], [1.0, 2.0], "the value holds NaN"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_shown_with_the_right_one(got, wanted, text):
    assert said(assert_allclose, got, wanted) == text


def test_a_number_outside_of_a_range_is_shown():
    assert said(assert_close_to_range, 67575.906123, 0, 1) == "67576 lies outside of 0 to 1"
    text = "2 of 3 numbers lie outside of 0.1 to 1: 1.235 at [1]"
    assert said(assert_close_to_range, [0.5, 1.23456, 9], 0.1, 1) == text


def test_a_value_that_is_not_the_same_is_shown_in_short():
    assert said(assert_equal, 0.7899999999999999, 0.8) == "the value 0.79 is wrong"
    assert said(assert_equal, "valid", "same") == "the value 'valid' is wrong"


@pytest.mark.parametrize("kind", [np.float32, np.float64, pd.Series, list, tuple], ids=str)
def test_numbers_of_any_kind_agree_within_what_float32_can_meet(kind):
    exact = np.random.default_rng(0).normal(size=500)
    assert_allclose(kind(exact.astype("float32") / np.float32(3)), exact / 3)


def test_the_same_values_in_other_containers_are_the_same():
    table = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    for one, other in (
        (pd.Series([1, 2]), [1, 2]),
        ([1, 2], pd.Series([1.0, 2.0], index=["p", "q"])),
        (pd.Index(["p", "q"]), ("p", "q")),
        (table, [[1, "x"], [2, "y"]]),
        (table, table.astype({"a": float})),
        (np.array([[1, 2]]), pd.DataFrame({"a": [1], "b": [2]})),
    ):
        assert same(one, other), (one, other)
        assert same(other, one), (one, other)
    for one, other in (
        (table, table.rename(columns={"a": "c"})),
        (table, table.set_axis([1, 2])),
        (pd.Series([1, 2]), [1, 3]),
        (pd.Series([True]), [1]),
        (pd.Series([1]), {"a": 1}),
        (table, None),
    ):
        assert not same(one, other), (one, other)
