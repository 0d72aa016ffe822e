"""Limits are numbers above zero."""

import math

import pytest

from course_lib.kernels import Limits

WHOLE = ["memory", "processes", "scratch", "file", "open_files", "output"]


@pytest.mark.parametrize("name", ["wall", "cpu", *WHOLE])
@pytest.mark.parametrize("value", [0, -1, None, "60", True, math.nan])
def test_what_is_no_number_above_zero_is_refused(name, value):
    with pytest.raises((TypeError, ValueError), match=name):
        Limits(**{name: value})


@pytest.mark.parametrize("name", WHOLE)
def test_bytes_and_counts_are_whole(name):
    with pytest.raises((TypeError, ValueError), match=name):
        Limits(**{name: 1.5})


def test_seconds_may_be_parts():
    assert Limits(wall=0.5, cpu=0.25).wall == 0.5


def test_limits_cannot_be_changed():
    with pytest.raises(AttributeError):
        Limits().memory = 1
