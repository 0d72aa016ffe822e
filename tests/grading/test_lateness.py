"""Late days and penalties: bounds, monotony, zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.lateness import Lateness, lateness, moment

DEADLINE = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)

offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1), timezones=offsets)
shares = st.floats(0, 1)
accepted = st.integers(0, 30)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), Lateness(0, 0.0)),
        (timedelta(microseconds=-1), Lateness(0, 0.0)),
        (timedelta(days=-400), Lateness(0, 0.0)),
        (timedelta(microseconds=1), Lateness(1, 0.1)),
        (timedelta(days=1), Lateness(1, 0.1)),
        (timedelta(days=1, microseconds=1), Lateness(2, 0.2)),
        (timedelta(days=3), Lateness(3, 0.3)),
        (timedelta(days=3, seconds=1), Lateness(4, 1.0)),
    ],
)
def test_days_that_have_begun_count(after, expected):
    assert lateness(DEADLINE + after, DEADLINE) == expected


@given(moments, moments, shares, accepted)
def test_bounds(submitted, deadline, per_day, days):
    late, penalty = lateness(submitted, deadline, per_day=per_day, days=days)
    assert late >= 0
    assert 0 <= penalty <= 1
    assert (late == 0) == (submitted <= deadline)
    if late == 0:
        assert penalty == 0
    if late > days:
        assert penalty == 1


@given(moments, st.timedeltas(timedelta(0), timedelta(days=50)), shares, accepted)
def test_later_is_never_cheaper(deadline, more, per_day, days):
    submitted = deadline + timedelta(hours=5)
    rules = {"per_day": per_day, "days": days}
    first, second = (
        lateness(submitted, deadline, **rules),
        lateness(submitted + more, deadline, **rules),
    )
    assert second.late_days >= first.late_days
    assert second.penalty >= first.penalty


@given(moments, moments, offsets, offsets)
def test_the_zone_in_which_a_moment_is_written_changes_nothing(submitted, deadline, one, other):
    expected = lateness(submitted, deadline)
    assert lateness(submitted.astimezone(one), deadline.astimezone(other)) == expected
    assert lateness(submitted.astimezone(one).isoformat(), deadline.isoformat()) == expected


def test_a_day_is_24_hours_also_when_the_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    deadline = datetime(2026, 3, 28, 12, 0, tzinfo=berlin)  # the night has 23 hours
    assert lateness(datetime(2026, 3, 29, 13, 0, tzinfo=berlin), deadline).late_days == 1
    assert lateness(datetime(2026, 3, 29, 13, 1, tzinfo=berlin), deadline).late_days == 2


def test_unknown_times_cost_nothing():
    assert lateness(None, DEADLINE) == lateness(DEADLINE, None) == Lateness(0, 0.0)


def test_late_by_canvas_is_one_day_where_the_time_is_not_known():
    assert lateness(None, DEADLINE, marked=True) == Lateness(1, 0.1)
    assert lateness(None, DEADLINE, marked=True, days=0) == Lateness(1, 1.0)
    assert lateness(None, DEADLINE, marked=False) == Lateness(0, 0.0)
    assert lateness(None, None, marked=True) == Lateness(0, 0.0)


def test_a_known_time_counts_before_the_mark():
    assert lateness(DEADLINE + timedelta(days=2), DEADLINE, marked=True) == Lateness(2, 0.2)
    assert lateness(DEADLINE, DEADLINE, marked=True) == Lateness(0, 0.0)


@pytest.mark.parametrize(
    ("arguments", "rules", "error", "message"),
    [
        ((datetime(2026, 1, 1), DEADLINE), {}, ValueError, "submitted must have a time zone"),
        ((DEADLINE, "2026-01-01"), {}, ValueError, "deadline must have a time zone"),
        ((DEADLINE, "tomorrow"), {}, ValueError, "deadline must be a time as"),
        ((5, DEADLINE), {}, TypeError, "submitted must be a datetime"),
        ((DEADLINE, DEADLINE), {"per_day": 1.5}, ValueError, "per_day"),
        ((DEADLINE, DEADLINE), {"days": -1}, ValueError, "days"),
        ((DEADLINE, DEADLINE), {"days": 1.5}, TypeError, "days"),
        (("0001-01-01T00:00:00+14:00", DEADLINE), {}, ValueError, "years 1 to 9999"),
    ],
)
def test_mistakes_are_named(arguments, rules, error, message):
    with pytest.raises(error, match=message):
        lateness(*arguments, **rules)


def test_moment_reads_what_results_store():
    assert moment("2026-03-01T23:59:00Z") == datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
