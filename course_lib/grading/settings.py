"""What an exercise.toml says: title, chapter, dates, what is forbidden, limits."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from course_lib.kernels.limits import MIB, Limits

__all__ = ["ExerciseError", "Late", "read_settings"]

_FIELDS = frozenset(
    ["title", "chapter", "deadline", "late", "forbidden", "files", "private", "limits"]
)
_UNITS = dict.fromkeys(("wall", "cell", "cpu", "check", "processes"), 1)
_UNITS |= dict.fromkeys(("memory", "scratch", "output"), MIB)


class ExerciseError(ValueError):
    """A mistake in an exercise, in one sentence for the instructor."""


@dataclass(frozen=True)
class Late:
    """What lateness costs.

    Parameters
    ----------
    per_day : float
        Share of the score that each begun day costs.
    days : int
        Days after which nothing counts any more.
    """

    per_day: float = 0.0
    days: int = 100_000


def read_settings(path: Path) -> dict[str, Any]:
    """Return what an exercise.toml says.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    dict
        title, chapter, deadline, late, forbidden, files, private and limits.

    Raises
    ------
    ExerciseError
        It is missing, or a field is wrong.
    """
    if not path.is_file():
        raise ExerciseError(f"there is no {path}: write title, chapter and deadline into it")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExerciseError(f"{path}: {error}") from None
    unknown = sorted(table.keys() - _FIELDS)
    if unknown:
        raise ExerciseError(f"{path} has a field that is not known: {unknown[0]}")
    if not isinstance(table.get("title"), str) or not table["title"].strip():
        raise ExerciseError(f"{path} needs a title")
    return {
        "title": table["title"],
        "chapter": str(table.get("chapter", "")),
        "deadline": _deadline(table.get("deadline"), path),
        "late": _late(table.get("late", {}), path),
        "forbidden": _names(table.get("forbidden", []), "forbidden", path),
        "files": _names(table.get("files", []), "files", path),
        "private": _names(table.get("private", []), "private", path),
        "limits": _limits(table.get("limits", {}), path),
    }


def _deadline(value: Any, path: Path) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ExerciseError(f"{path}: the deadline {value!r} is not an ISO 8601 time") from None
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ExerciseError(f"{path}: the deadline needs a zone, as 2027-03-01T23:59:00+01:00")
    return value


def _late(value: Any, path: Path) -> Late:
    match value:
        case {"per_day": int() | float() as share, **rest} if 0 <= share <= 1:
            days = rest.pop("days", Late.days)
            if not rest and type(days) is int and days >= 0:
                return Late(float(share), days)
        case {**rest} if not rest:
            return Late()
    raise ExerciseError(f"{path}: late is like {{per_day = 0.1, days = 3}}")


def _limits(value: Any, path: Path) -> Limits:
    """Return limits; in exercise.toml they are in seconds, MB and numbers of processes."""
    if not isinstance(value, dict) or value.keys() - _UNITS.keys():
        raise ExerciseError(f"{path}: limits are some of {', '.join(_UNITS)}")
    try:
        return Limits(**{name: amount * _UNITS[name] for name, amount in value.items()})
    except (TypeError, ValueError) as error:
        raise ExerciseError(f"{path}: limits: {error}") from None


def _names(value: Any, field: str, path: Path) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise ExerciseError(f"{path}: {field} is a list of names")
