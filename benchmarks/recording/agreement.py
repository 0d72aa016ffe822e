"""Whether two measurements of the same agree: exactly, or as far as machines differ."""

from __future__ import annotations

import math
from typing import Any

from recording.measuring import CURVE

Rows = list[dict[str, Any]]


def disagreement(stored: Rows, now: Rows, *, rel: float, abs: float) -> str | None:
    """Say in words where the rows `now` leave what is stored, or return None where they agree."""
    if [sorted(row) for row in stored] != [sorted(row) for row in now]:
        return f"the columns differ: {_columns(now)}, stored {_columns(stored)}"
    for old, new in zip(stored, now, strict=True):
        for name in old:
            if name == "seconds" or name.endswith("_seconds"):
                continue
            if not _close(old[name], new[name], rel, abs):
                return f"{name} is {new[name]}, stored {old[name]}"
    return None


def beginning(stored: Rows, cheap: Rows) -> Rows:
    """Return of the stored rows what a run of fewer epochs gives too: the beginnings of curves."""
    return [
        {name: value[: len(few[name])] for name, value in row.items() if _repeated(name, few)}
        for row, few in zip(stored, cheap, strict=True)
    ]


def curves(rows: Rows) -> Rows:
    """Return the rows' curves alone."""
    return [{name: value for name, value in row.items() if name.endswith(CURVE)} for row in rows]


def _repeated(name: str, few: dict[str, Any]) -> bool:
    return name.endswith(CURVE) and name in few


def _columns(rows: Rows) -> str:
    return f"{len(rows)} rows of {', '.join(rows[0])}" if rows else "no rows"


def _close(old: Any, new: Any, rel: float, abs: float) -> bool:
    if isinstance(old, list) and isinstance(new, list):
        pairs = zip(old, new, strict=False)
        return len(old) == len(new) and all(_close(a, b, rel, abs) for a, b in pairs)
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=rel, abs_tol=abs)
    return bool(old == new)
