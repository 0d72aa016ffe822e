"""When it was handed in, as files and people write it."""

from __future__ import annotations

import codecs
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

__all__ = ["decoded", "read_time"]

_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[ T](?P<clock>\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?))?"
    r" ?(?P<zone>[A-Za-z+-][A-Za-z0-9+:/_-]*)?"
)
_C = re.compile(
    r"(?P<weekday>\w{3}),? +(?P<month>[A-Z]\w\w) +(?P<day>\d\d?) +(?P<clock>[\d:]+)"
    r"(?: +(?P<zone>[A-Z]+))? +(?P<year>\d{4})"
)
"""As C's ctime and the program date write it."""

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?")
_EAST = (
    "UTC+0 GMT+0 Z+0 WET+0 WEST+1 BST+1 CET+1 MEZ+1 CEST+2 MESZ+2 EET+2 EEST+3 MSK+3 PKT+5 WIB+7"
    " HKT+8 JST+9 KST+9 ACST+9.5 AEST+10 ACDT+10.5 AEDT+11 NZST+12 NZDT+13 NDT-2.5 NST-3.5 ADT-3"
    " AST-4 EDT-4 EST-5 CDT-5 MDT-6 MST-7 PDT-7 AKDT-8 AKST-9 HST-10"
)
_ZONES = {name: float(hours) for name, hours in re.findall(r"([A-Z]+)([+-][\d.]+)", _EAST)}
"""Hours east of Greenwich, of abbreviations that mean one zone; not CST, IST or PST."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def decoded(content: bytes) -> str:
    """Return text in UTF-8, or in what a mark at its beginning says, without that mark.

    Parameters
    ----------
    content : bytes
        What a file holds.

    Returns
    -------
    str
        The text.

    Raises
    ------
    UnicodeDecodeError
        It is no such text.

    Examples
    --------
    >>> decoded(bytes([0xEF, 0xBB, 0xBF]) + b"2026"), decoded("2026".encode("utf-16"))
    ('2026', '2026')
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    return content.decode("utf-8")


def read_time(text: str) -> tuple[datetime, str]:
    """Return the moment that a text states, and what had to be supposed.

    ISO 8601, as nbgrader, mail and the program `date` write it. A zone that is not known, or an
    abbreviation of several, is taken for UTC.

    Parameters
    ----------
    text : str
        By anyone.

    Returns
    -------
    moment : datetime.datetime
        In UTC.
    supposed : str
        Half a sentence; empty where the text says all.

    Raises
    ------
    ValueError
        The text is not a time.

    Examples
    --------
    >>> read_time("2026-06-01 10:00:00 CEST")[0].isoformat()
    '2026-06-01T08:00:00+00:00'
    >>> read_time("2026-06-01 10:00 IST")[1]
    "the zone 'IST' is not known and was taken for UTC"
    """
    text = " ".join(text.split())
    if match := _ISO.fullmatch(text):
        clock = match["clock"] or "00:00"
        time = datetime.fromisoformat(f"{match['day']}T{clock.replace(',', '.')}")
        return _placed(time, match["zone"] or "", "" if match["clock"] else "it states no hour")
    if match := _C.fullmatch(text):
        written = "{day} {month} {year} {clock}".format(**match.groupdict())
        return _placed(datetime.strptime(written, "%d %b %Y %H:%M:%S"), match["zone"] or "")
    time = parsedate_to_datetime(text)  # as mail has it
    if time.tzinfo is not None:
        return time.astimezone(UTC), ""
    last = text.split()[-1]
    return _placed(time, last if last.isalpha() else "")


def _placed(time: datetime, zone: str, supposed: str = "") -> tuple[datetime, str]:
    """Return a time of a zone in UTC."""
    try:
        place = _zone(zone)
        if place is not None:
            return time.replace(tzinfo=place).astimezone(UTC), supposed
    except OverflowError:
        raise ValueError("the time lies outside of the years 1 to 9999") from None
    unknown = f"the zone {zone!r} is not known and was taken for UTC"
    return time.replace(tzinfo=UTC), " and ".join(filter(None, [supposed, unknown]))


def _zone(name: str) -> timezone | ZoneInfo | None:
    if not name or name.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES.get(name.upper(), 0)))
    if match := _OFFSET.fullmatch(re.sub(r"^(UTC|GMT)(?=[+-]\d\d)", "", name)):
        sign, hours, minutes = match.groups()
        away = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-away if sign == "-" else away) if away < timedelta(days=1) else None
    try:
        return ZoneInfo(name) if "/" in name or any(c.isdigit() for c in name) else None
    except (LookupError, ValueError, OSError):
        return None
