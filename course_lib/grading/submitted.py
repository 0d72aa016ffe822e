"""What can be read of a notebook that a student handed in, however broken it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from course_lib.checks.naming import cell_names
from course_lib.checks.notebooks import Cell, NotebookBroken, cells_of

__all__ = ["SubmittedNotebook", "read_submitted"]


@dataclass(frozen=True)
class SubmittedNotebook:
    """The parts of a submission that grading needs.

    Parameters
    ----------
    code : tuple of str
        Sources of the cells to run, in order.
    names : tuple of str
        What to call each of them.
    answers : tuple of str
        Names of the written answers that are there, and are not as they were released.
    problems : tuple of str
        What is wrong, a sentence each, for the student.
    """

    code: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_submitted(content: bytes, released: Sequence[Cell]) -> SubmittedNotebook:
    """Return what a submission holds, judged by the notebook that was released.

    Cells with checks are left out, whatever stands in them: the grader has its own. Cells that
    students cannot edit are taken from the release. Everything else runs as it was handed in.

    Parameters
    ----------
    content : bytes
        The file.
    released : sequence of Cell
        The notebook that students got.

    Returns
    -------
    SubmittedNotebook
        Nothing but problems where nothing can be read.

    Examples
    --------
    >>> read_submitted(b"no notebook", []).problems
    ('The file is not a notebook: it is not JSON.',)
    """
    try:
        document = _document(content)
    except NotebookBroken as error:
        return SubmittedNotebook(problems=(str(error),))
    cells: list[Cell] = []
    problems: list[str] = []
    for at, entry in enumerate(document, start=1):
        try:
            cells.extend(cells_of({"cells": [entry]}))
        except (NotebookBroken, OverflowError):  # points of a thousand digits are not a number
            problems.append(f"Cell {at} could not be read and was left out.")
    fixed = {cell.grade_id: cell for cell in released if cell.locked and not cell.grade}
    known = {cell.grade_id: cell for cell in released if cell.grade_id}
    problems += _differences(cells, known)
    checks = {name for name, cell in known.items() if cell.grade and not cell.solution}
    running = [fixed.get(cell.grade_id, cell) for cell in _with_missing(cells, fixed)]
    code, names = [], []
    for cell, name in zip(running, cell_names(running), strict=True):
        if cell.kind == "code" and cell.grade_id not in checks:
            code.append(cell.source)
            names.append(name)
    asked = {name: cell.source for name, cell in known.items() if cell.grade and cell.solution}
    answers = tuple(
        dict.fromkeys(
            cell.grade_id
            for cell in cells
            if cell.grade_id in asked and cell.source.strip() not in ("", asked[cell.grade_id])
        )
    )
    return SubmittedNotebook(tuple(code), tuple(names), answers, tuple(problems))


def _document(content: bytes) -> list[object]:
    if not content.strip():
        raise NotebookBroken("The file is empty.")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise NotebookBroken("The file is not a notebook: it is not JSON.") from None
    if isinstance(document, dict) and isinstance(document.get("worksheets"), list):
        raise NotebookBroken(
            "The notebook is of a format before 4: open it in Jupyter, save it, hand it in again."
        )
    if not isinstance(document, dict) or not isinstance(document.get("cells"), list):
        raise NotebookBroken("The file is not a notebook: it has no cells.")
    return document["cells"]


def _with_missing(cells: Sequence[Cell], fixed: dict[str, Cell]) -> list[Cell]:
    """Return the cells with those before them that must run and were deleted."""
    there = {cell.grade_id for cell in cells}
    return [*(cell for name, cell in fixed.items() if name not in there), *cells]


def _differences(cells: Sequence[Cell], known: dict[str, Cell]) -> list[str]:
    found = Counter(cell.grade_id for cell in cells if cell.grade_id)
    problems = [f"The cell '{name}' was deleted." for name in known if not found[name]]
    problems += [f"The cell '{n[:60]}' stands {k} times." for n, k in found.items() if k > 1]
    unknown = [name for name in found if name not in known]
    problems += [f"The cell '{name[:60]}' belongs to no question." for name in unknown]
    for cell in cells:
        original = known.get(cell.grade_id)
        if original is None:
            continue
        if original.points is not None and cell.points != original.points:
            problems.append(f"The points of '{cell.grade_id}' were changed; this has no effect.")
        elif original.locked and cell.source.strip() != original.source.strip():
            problems.append(f"The cell '{cell.grade_id}' was edited; this has no effect.")
    return problems
