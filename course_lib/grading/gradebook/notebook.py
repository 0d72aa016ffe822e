"""The notebook that a grader sees in formgrader: the student's, mended, and harmless to open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from course_lib.checks.notebooks import cells_of
from course_lib.checks.results import QuestionResult
from course_lib.checks.submitted import names_of
from course_lib.grading.gradebook.outputs import (
    LONGEST,
    harmless_outputs,
    plain_text,
    stream,
)
from course_lib.grading.gradebook.pictures import disarmed_with_pictures
from course_lib.grading.results import SubmissionResult

__all__ = ["autograded", "graded_cells", "marks", "text_of", "written"]

_SHOWED_NOTHING = "(When this was graded, the cell printed and drew nothing.)"

_MOST = 500
"""Cells of a student's own."""

_KEYS = ("grade", "solution", "locked", "task", "points", "grade_id", "schema_version", "cell_type")


def marks(cell: dict[str, Any]) -> dict[str, Any]:
    """Return what nbgrader wrote into a cell's metadata; nothing where it is malformed.

    Parameters
    ----------
    cell : dict
        A cell, from anyone.

    Returns
    -------
    dict
        With a ``grade_id``, or empty.

    Examples
    --------
    >>> marks({"metadata": {"nbgrader": {"grade_id": "minmax", "grade": True}}})["grade_id"]
    'minmax'
    >>> marks({"metadata": {"nbgrader": ["minmax"]}})
    {}
    """
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(found, dict):
        return {}
    name = found.get("grade_id")
    return found if isinstance(name, str) and name else {}


def graded_cells(source: dict[str, Any], names: list[str]) -> dict[str, dict[str, Any]]:
    """Return the exercise's cells that nbgrader knows, and one for each question without a cell.

    Parameters
    ----------
    source : dict
        The exercise's notebook.
    names : list of str
        Names of the questions; hidden ones need no cell in the notebook.

    Returns
    -------
    dict of str to dict
        Cells by grade_id, in the notebook's order.
    """
    found: dict[str, dict[str, Any]] = {}
    for cell in source.get("cells", []):
        mark = marks(cell)
        if mark and any(mark.get(kind) for kind in ("grade", "solution", "locked", "task")):
            found.setdefault(mark["grade_id"], cell)
    for name in names:
        if name not in found or not marks(found[name]).get("grade"):
            found[name] = {
                "cell_type": "code",
                "metadata": {"nbgrader": {"grade_id": name, "grade": True, "locked": True}},
                "source": f"# {name}: checked by the grader, no cell of the notebook",
            }
    return found


def autograded(
    source: dict[str, Any],
    submitted: dict[str, Any] | None,
    result: SubmissionResult,
    rubrics: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the notebook that formgrader shows.

    Cells that nbgrader knows have the exercise's metadata, the locked ones its text; deleted ones
    are back, copies are ordinary cells. Checks show what they gave.

    Parameters
    ----------
    source : dict
        The exercise's notebook.
    submitted : dict or None
        The student's notebook, as far as it could be read.
    result : SubmissionResult
        What it earned.
    rubrics : mapping of str to str, optional
        How to grade the written answers, by question; shown above them.

    Returns
    -------
    dict
        A notebook of format 4.4.
    """
    results = {question.name: question for question in result.questions}
    known = graded_cells(source, list(results))
    cells: list[dict[str, Any]] = []
    seen: set[str] = set()
    handed = submitted.get("cells") if isinstance(submitted, dict) else None
    handed = handed if isinstance(handed, list) else []
    for cell, name in zip(handed, names_of(handed, cells_of(source)), strict=True):
        if not isinstance(cell, dict):
            continue
        if name in known and name not in seen:
            seen.add(name)
            cells.append(_mended(known[name], plain_text(cell.get("source")), cell))
        elif (own := _ordinary(cell))["source"] and len(cells) < _MOST:
            cells.append(own)
    for position, name in enumerate(known):
        if name not in seen:
            cells.insert(_place(cells, list(known)[:position]), _missing(known[name]))
    for cell in cells:
        _state_points(cell, results, result.shown)
    for name, rubric in (rubrics or {}).items():
        place = next((n for n, cell in enumerate(cells) if marks(cell).get("grade_id") == name), -1)
        if place >= 0 and rubric:
            text = f"**How to grade {name}**\n\n{rubric}"
            cells.insert(place, {"cell_type": "markdown", "metadata": {}, "source": text})
    metadata = source.get("metadata", {})
    kept = {key: metadata[key] for key in ("kernelspec", "language_info") if key in metadata}
    return {"cells": cells, "metadata": kept, "nbformat": 4, "nbformat_minor": 4}


def _mended(known: dict[str, Any], text: str, cell: dict[str, Any]) -> dict[str, Any]:
    mark = marks(known)
    locked = not mark.get("solution") and bool(mark.get("grade") or mark.get("locked"))
    kind = known["cell_type"]
    metadata = {"nbgrader": {key: mark[key] for key in _KEYS if key in mark}}
    if locked:
        return _cell(kind, plain_text(known.get("source")), metadata, cell)
    if kind == "markdown":
        return _markdown(text, metadata, cell)
    return _cell(kind, text, metadata, cell)


def _ordinary(cell: dict[str, Any]) -> dict[str, Any]:
    text = plain_text(cell.get("source"))
    if cell.get("cell_type") == "code":
        return _cell("code", text, {}, cell)
    return _markdown(text, {}, cell)


def _markdown(text: str, metadata: dict[str, Any], handed: dict[str, Any]) -> dict[str, Any]:
    text, pictures = disarmed_with_pictures(handed, text)
    made = _cell("markdown", text, metadata, handed)
    return {**made, "attachments": pictures} if pictures else made


def _cell(kind: str, text: str, metadata: dict[str, Any], handed: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": text[:LONGEST]}
    if kind == "code":
        made |= {"execution_count": None, "outputs": harmless_outputs(handed)}
    return made


def _missing(known: dict[str, Any]) -> dict[str, Any]:
    cell = _mended(known, "", {})
    if marks(known).get("solution"):
        sign = "# " if cell["cell_type"] == "code" else ""
        cell["source"] = f"{sign}The student deleted this cell."
    return cell


def _place(cells: list[dict[str, Any]], before: list[str]) -> int:
    """Return where a deleted cell goes: after the last one that the exercise has before it."""
    places = [place for place, cell in enumerate(cells) if marks(cell).get("grade_id") in before]
    return max(places, default=-1) + 1


def _state_points(
    cell: dict[str, Any],
    results: dict[str, QuestionResult],
    shown: Mapping[str, list[dict[str, Any]]],
) -> None:
    """Write the exercise's points into a cell, and what the check or the graded run gave below."""
    mark = marks(cell)
    question = results.get(mark.get("grade_id", ""))
    if question is None or not mark.get("grade"):
        return
    mark |= {"points": 0.0 if question.extra else float(question.points), "schema_version": 3}
    mark.setdefault("solution", False)
    mark.setdefault("locked", not mark["solution"])
    mark.setdefault("task", False)
    if cell["cell_type"] == "code" and (question.score is None or question.name in shown):
        outputs = harmless_outputs({"outputs": shown.get(question.name, [])})
        cell["outputs"] = outputs or [stream(_SHOWED_NOTHING)]
    elif cell["cell_type"] == "code" and question.score is not None:
        lines = [f"{question.score:g} of {question.points:g} points"]
        if not question.hidden:
            lines += [line for line in (question.message, *question.hints) if line]
        cell["outputs"] = [stream("\n".join(lines))]
    elif question.state == "ungraded":
        cell["outputs"] = [stream(f"not graded: {question.fault.partition(chr(10))[0]}")]


def written(notebook: dict[str, Any], name: str) -> str | None:
    """Return the text of a cell, to see whether an answer has changed; None without the cell.

    Parameters
    ----------
    notebook : dict
        From `autograded`.
    name : str
        The cell's grade_id.

    Returns
    -------
    str or None
        Its source.
    """
    for cell in notebook.get("cells", []):
        if marks(cell).get("grade_id") == name:
            return plain_text(cell.get("source"))
    return None


def text_of(notebook: dict[str, Any]) -> str:
    """Return a notebook as nbformat writes it.

    Parameters
    ----------
    notebook : dict
        From `autograded`.

    Returns
    -------
    str
        JSON, the same for the same notebook.
    """
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
