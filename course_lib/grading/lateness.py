"""How late a submission is, and what that costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from course_lib.arguments import integer, number, shown

__all__ = ["DAYS_UNKNOWN", "Lateness", "lateness", "moment"]

DAYS_UNKNOWN = "Handed in late, and the learning system does not say by how much: one day counts."

_DAY = timedelta(days=1)


class Lateness(NamedTuple):
    """Whole days after the deadline, and the share of the score that they cost.

    Parameters
    ----------
    late_days : int
        Days after the deadline; one that has begun counts.
    penalty : float
        Share of the score from 0 to 1.

    Examples
    --------
    >>> Lateness(2, 0.2).penalty
    0.2
    """

    late_days: int
    penalty: float


def lateness(
    submitted: datetime | str | None,
    deadline: datetime | str | None,
    *,
    marked: bool | None = None,
    per_day: float = 0.1,
    days: int = 3,
) -> Lateness:
    """Return how late a submission is and its penalty.

    A day is 24 hours after the deadline, also where the clocks change in between. After the last
    day that is accepted the whole score is lost.

    Parameters
    ----------
    submitted : datetime.datetime, str or None
        When it was handed in, with its time zone; None, where nobody knows, counts as in time
        unless it is marked as late.
    deadline : datetime.datetime, str or None
        The last moment in time, with its time zone; None where there is no deadline.
    marked : bool, optional
        Whether a learning system marks it as late; one day counts where the time is not known.
    per_day : float
        Share of the score that each day costs, from 0 to 1.
    days : int
        Days after the deadline on which it is still accepted.

    Returns
    -------
    Lateness
        Days and penalty.

    Raises
    ------
    TypeError
        A time is neither a datetime nor text, or a rule is not a number.
    ValueError
        A time cannot be read or has no zone, or a rule is out of its bounds.

    Examples
    --------
    >>> lateness("2026-03-02T00:30:00+01:00", "2026-03-01T23:59:00+01:00")
    Lateness(late_days=1, penalty=0.1)
    >>> lateness("2026-03-01T22:59:00+00:00", "2026-03-01T23:59:00+01:00")
    Lateness(late_days=0, penalty=0.0)
    >>> lateness(None, "2026-03-01T23:59:00+01:00", marked=True)
    Lateness(late_days=1, penalty=0.1)
    >>> lateness("2026-03-09T00:00:00Z", "2026-03-01T00:00:00Z", days=3).penalty
    1.0
    """
    share = number(per_day, "per_day", low=0.0, high=1.0)
    accepted = integer(days, "days", low=0)
    if deadline is None:
        return Lateness(0, 0.0)
    if submitted is None:
        late = int(marked is True)
    else:
        after = moment(submitted, "submitted") - moment(deadline, "deadline")
        late = max(0, -(-after // _DAY))
    if late > accepted:
        return Lateness(late, 1.0)
    return Lateness(late, min(1.0, round(late * share, 12)))


def moment(value: datetime | str, name: str = "time") -> datetime:
    """Return a moment in UTC.

    Parameters
    ----------
    value : datetime.datetime or str
        With its time zone; text is ISO 8601.
    name : str
        The argument's name, for the message.

    Returns
    -------
    datetime.datetime
        The same moment, in UTC.

    Raises
    ------
    TypeError
        Neither a datetime nor text.
    ValueError
        Text that is not a time, or a time without a zone.

    Examples
    --------
    >>> moment("2026-03-01T23:59:00+01:00").isoformat()
    '2026-03-01T22:59:00+00:00'
    """
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(
                f"{name} must be a time as 2026-03-01T23:59:00+01:00, got {shown(value)}"
            ) from None
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be a datetime or ISO 8601 text, got {shown(value)}")
    if value.utcoffset() is None:
        raise ValueError(f"{name} must have a time zone, as in +01:00, got {shown(str(value))}")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{name} must lie in the years 1 to 9999, got {value}") from None
