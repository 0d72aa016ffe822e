"""The table of records: seeds held, age, cost, and whether the script is still the same."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from course_lib.records.stored import read
from recording.script import digest, paths

COLUMNS = ("record", "seeds", "age", "cost", "script")


def table(scripts: Path, stored: Path) -> Table:
    """Return the rows as a table for the terminal."""
    result = Table(title="Records: python benchmarks/records NAME makes one or goes on with it")
    for column in COLUMNS:
        result.add_column(column, overflow="fold")
    for row in rows(scripts, stored):
        result.add_row(*row)
    return result


def rows(scripts: Path, stored: Path) -> list[tuple[str, str, str, str, str]]:
    """Return a row for each script and for each record whose script is gone."""
    found = paths(scripts)
    made = {path.stem: path for path in sorted(stored.glob("*.json"))}
    return [_row(name, found.get(name), made.get(name)) for name in sorted(found | made)]


def _row(name: str, script: Path | None, record: Path | None) -> tuple[str, str, str, str, str]:
    if record is None:
        return name, "none yet", "", "", ""
    content = read(record)
    state = "gone"
    if script is not None:
        state = "current" if digest(script) == content["digest"] else "changed"
    return name, _seeds(content), _age(content), _cost(content), state


def _seeds(content: dict[str, Any]) -> str:
    counts = dict.fromkeys(content["arms"], 0)
    for run in content["runs"]:
        counts[run["arm"]] += 1
    low, high = min(counts.values()), max(counts.values())
    held = f"{low}" if low == high else f"{low} to {high}"
    return f"{held} of {content['asked']}"


def _age(content: dict[str, Any]) -> str:
    if not content["runs"]:
        return ""
    used = {run["session"] for run in content["runs"]}
    last = max(content["sessions"][position]["date"] for position in used)
    days = (datetime.date.today() - datetime.date.fromisoformat(last)).days
    return {0: "today", 1: "1 day"}.get(days, f"{days} days")


def _cost(content: dict[str, Any]) -> str:
    seconds = sum(run["seconds"] for run in content["runs"])
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
