"""How exercises become a total: term.toml, which a person writes."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["TermSettings", "read_term_settings"]

_FIELDS = {"title", "drop_lowest", "late_days", "weights"}


@dataclass(frozen=True)
class TermSettings:
    """How exercises become a total.

    Parameters
    ----------
    title : str
        Of the course, for people.
    drop_lowest : int
        How many exercises of a student do not count: those without which the total is best.
    late_days : int
        Days after deadlines that cost nothing, all exercises of a student together.
    weights : mapping of str to float
        By exercise; each weighs as many as its points where there are none. Points of an exercise
        count by the share of its points, so that a weight of 2 counts twice one of 1.

    Examples
    --------
    >>> TermSettings(drop_lowest=1).weights
    {}
    """

    title: str = ""
    drop_lowest: int = 0
    late_days: int = 0
    weights: Mapping[str, float] = field(default_factory=dict)


def read_term_settings(path: Path, exercises: Collection[str]) -> TermSettings:
    """Return what a term.toml says.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    exercises : collection of str
        Those that there are.

    Returns
    -------
    TermSettings
        What is not said is as it is by itself.

    Raises
    ------
    ValueError
        It cannot be read, or a field is wrong; one sentence.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    unknown = sorted(table.keys() - _FIELDS)
    if unknown:
        raise ValueError(
            f"{path.name} has a field that is not known: {unknown[0]}; there are"
            f" {', '.join(sorted(_FIELDS))}"
        )
    title = table.get("title", "")
    if not isinstance(title, str):
        raise ValueError(f"{path.name}: title is a text, not {title!r}")
    return TermSettings(
        title,
        _count(table, "drop_lowest", path),
        _count(table, "late_days", path),
        _weights(table.get("weights", {}), exercises, path),
    )


def _count(table: Mapping[str, Any], name: str, path: Path) -> int:
    value = table.get(name, 0)
    if type(value) is not int or value < 0:
        raise ValueError(f"{path.name}: {name} is a whole number from 0, not {value!r}")
    return value


def _weights(value: Any, exercises: Collection[str], path: Path) -> dict[str, float]:
    if not isinstance(value, dict):
        raise ValueError(f"{path.name}: weights is a table as [weights], then 04-shares = 2")
    for name, weight in value.items():
        if name not in exercises:
            raise ValueError(f"{path.name}: weights has no exercise {name!r} to weigh")
        if type(weight) not in (int, float) or not 0 <= weight < 1e9:
            raise ValueError(f"{path.name}: the weight of {name} is a number from 0, not {weight}")
    missing = [name for name in exercises if value and name not in value]
    if missing:
        raise ValueError(
            f"{path.name}: weights says nothing of {missing[0]}: write 0 where it does not count"
        )
    if value and not any(value.values()):
        raise ValueError(f"{path.name}: one weight at least must be above 0")
    return {name: float(weight) for name, weight in value.items()}
