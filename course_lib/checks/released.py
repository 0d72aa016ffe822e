"""What a released exercise tells the check of a notebook, written into checks.py as a literal."""

from __future__ import annotations

import ast
import pprint
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_lib.checks.naming import headings
from course_lib.checks.notebooks import Cell
from course_lib.checks.placeholders import starting_values

__all__ = ["NAME", "ReleasedExercise", "read_released"]

NAME = "RELEASED"
_FLAGS = ("grade", "solution", "locked")


@dataclass(frozen=True)
class ReleasedExercise:
    """What grading knows of an exercise beside its questions.

    Parameters
    ----------
    cells : sequence of Cell
        The notebook that students got; of ordinary text the first line is enough.
    forbidden : sequence of str
        Modules that no notebook of it may import.
    seconds : float
        What one cell may take.

    Examples
    --------
    >>> ReleasedExercise([Cell("markdown", "## 1. Scale"), Cell("code", "", "minmax")]).titles
    {'minmax': '1. Scale'}
    """

    cells: Sequence[Cell] = ()
    forbidden: Sequence[str] = ()
    seconds: float = 240.0

    @property
    def titles(self) -> dict[str, str]:
        """The task of each named cell, where it has one."""
        found = zip(self.cells, headings(self.cells), strict=True)
        return {cell.grade_id: task for cell, task in found if cell.grade_id and task}

    @property
    def starts(self) -> dict[str, Any]:
        """What names hold before anybody has answered, as ``race = None`` in a placeholder."""
        found: dict[str, Any] = {}
        for cell in self.cells:
            if cell.solution and cell.kind == "code":
                found |= starting_values(cell.source)
        return found

    def to_source(self) -> str:
        """Return the statement that `read_released` reads."""
        table = {
            "forbidden": list(self.forbidden),
            "seconds": self.seconds,
            "cells": [_entry(cell) for cell in self.cells],
        }
        return f"{NAME} = {pprint.pformat(table, width=96, sort_dicts=False)}\n"


def read_released(path: Path | str) -> ReleasedExercise | None:
    """Return what a released checks.py tells; it is read, not run.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    ReleasedExercise or None
        None where the file is not one that ``course release`` wrote.
    """
    try:
        table = _literal(ast.parse(Path(path).read_text("utf-8-sig")))
        return ReleasedExercise(
            tuple(map(_cell, table["cells"])),
            forbidden=tuple(table["forbidden"]),
            seconds=float(table["seconds"]),
        )
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, AttributeError):
        return None


def _literal(module: ast.Module) -> Any:
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == NAME:
                return ast.literal_eval(value)
    raise LookupError(NAME)


def _cell(entry: dict[str, Any]) -> Cell:
    flags = entry.get("is", ())
    return Cell(
        kind=entry["kind"],
        source=entry["source"],
        grade_id=entry.get("name", ""),
        points=entry.get("points"),
        grade="grade" in flags,
        solution="solution" in flags,
        locked="locked" in flags,
    )


def _entry(cell: Cell) -> dict[str, Any]:
    if not cell.grade_id:
        line = cell.source if cell.kind == "code" else _anchor(cell.source)
        return {"kind": cell.kind, "source": line}
    entry: dict[str, Any] = {"kind": cell.kind, "name": cell.grade_id}
    entry["is"] = [flag for flag in _FLAGS if getattr(cell, flag)]
    if cell.points is not None:
        entry["points"] = cell.points
    return {**entry, "source": cell.source}


def _anchor(text: str) -> str:
    """Return the first line of a text, by which it is known again, and its headings."""
    lines = text.strip().split("\n")
    return "\n".join([lines[0], *(line for line in lines[1:] if line.startswith("##"))])
