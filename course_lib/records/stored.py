"""Where records lie: one JSON file each, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib import arguments, atomic

if TYPE_CHECKING:
    from course_lib.records.record import Record

__all__ = ["FOLDER", "load", "names", "read", "write"]

FOLDER = Path(__file__).parent / "stored"
_BY_LINE = ("changes", "sessions", "runs")  # lists whose items get a line each


def names() -> tuple[str, ...]:
    """Return the name of every record that is stored, in order of the alphabet.

    Returns
    -------
    tuple of str
        What `load` takes.

    Examples
    --------
    >>> isinstance(names(), tuple)
    True
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load(name: str) -> Record:
    """Return a stored record.

    Parameters
    ----------
    name : str
        One of `names()`; ``python benchmarks/records`` lists them with their age and cost.

    Returns
    -------
    Record
        Its rows, and where they come from.

    Raises
    ------
    TypeError
        `name` is not a string.
    ValueError
        No such record; the message lists those that there are.

    Examples
    --------
    >>> load("none of these")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: ...
    """
    from course_lib.records.record import Record

    known = names()
    if isinstance(name, str) and not known:
        raise ValueError(f"no record is stored, so there is no {name!r}")
    return Record(read(FOLDER / f"{arguments.choice(name, 'name', known)}.json"))


def read(path: Path) -> dict[str, Any]:
    """Return what a record's file holds."""
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def write(content: dict[str, Any], path: Path) -> None:
    """Write a record's file whole or not at all, a line a run, so that its history can be read."""
    fields = [f"  {json.dumps(key)}: {_value(key, value)}" for key, value in content.items()]
    with atomic.writing(path) as file:
        file.write(("{\n" + ",\n".join(fields) + "\n}\n").encode())


def _value(key: str, value: Any) -> str:
    if key not in _BY_LINE or not value:
        return _dumped(value)
    return "[\n" + ",\n".join(f"    {_dumped(item)}" for item in value) + "\n  ]"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
