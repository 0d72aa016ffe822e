"""The cells of a notebook in nbgrader's format, read without nbgrader."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Cell", "NotebookBroken", "cells_of", "parsed", "read_notebook"]


class NotebookBroken(ValueError):  # noqa: N818
    """A file that is not a notebook, or one whose cells cannot be told apart."""


@dataclass(frozen=True)
class Cell:
    """One cell.

    Parameters
    ----------
    kind : str
        ``"code"``, ``"markdown"`` or ``"raw"``.
    source : str
        Its text.
    grade_id : str
        nbgrader's name of it; empty for an ordinary cell.
    points : float or None
        What it can earn, where it is graded.
    grade, solution, locked : bool
        nbgrader's flags.
    tags : tuple of str
        Jupyter's tags.
    id : str
        Jupyter's identifier; empty before format 4.5.
    """

    kind: str
    source: str
    grade_id: str = ""
    points: float | None = None
    grade: bool = False
    solution: bool = False
    locked: bool = False
    tags: tuple[str, ...] = ()
    id: str = ""


def read_notebook(path: Path | str) -> dict[str, Any]:
    """Return a notebook of format 4 as JSON gives it.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    dict
        With a list ``cells``.

    Raises
    ------
    FileNotFoundError
        No such file.
    NotebookBroken
        Not a notebook of format 4.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"there is no notebook at {path}")
    try:
        document = parsed(path.read_bytes())
    except NotebookBroken as error:
        raise NotebookBroken(f"{path}: {error}") from None
    if document.get("nbformat") != 4:
        raise NotebookBroken(f"{path} is not a notebook of format 4")
    return document


def parsed(content: bytes) -> dict[str, Any]:
    """Return a notebook of format 4 as JSON gives it.

    Parameters
    ----------
    content : bytes
        Of a file.

    Returns
    -------
    dict
        With a list ``cells``.

    Raises
    ------
    NotebookBroken
        Not a notebook of format 4; the message is a sentence for its author.

    Examples
    --------
    >>> parsed(b"")
    Traceback (most recent call last):
    ...
    course_lib.checks.notebooks.NotebookBroken: The file is empty.
    """
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
    return document


def cells_of(document: dict[str, Any]) -> tuple[Cell, ...]:
    r"""Return the cells of a notebook.

    Parameters
    ----------
    document : dict
        From `read_notebook`.

    Returns
    -------
    tuple of Cell
        In order.

    Raises
    ------
    NotebookBroken
        A cell that is not valid.

    Examples
    --------
    >>> cells_of({"cells": [{"cell_type": "code", "source": ["a = 1\n", "a"]}]})[0].source
    'a = 1\na'
    """
    return tuple(_cell(entry, at) for at, entry in enumerate(document["cells"], start=1))


def _cell(entry: Any, at: int) -> Cell:
    if not isinstance(entry, dict) or entry.get("cell_type") not in ("code", "markdown", "raw"):
        raise NotebookBroken(f"cell {at} is not valid")
    source = entry.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    metadata = entry.get("metadata", {})
    nbgrader = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else None
    if not isinstance(source, str) or not isinstance(nbgrader, dict):
        raise NotebookBroken(f"cell {at} is not valid")
    name, points, tags = nbgrader.get("grade_id", ""), nbgrader.get("points"), metadata.get("tags")
    identifier = entry.get("id")
    number = None
    if isinstance(points, int | float) and not isinstance(points, bool):
        number = float(points)
    return Cell(
        kind=entry["cell_type"],
        source=source,
        grade_id=name if isinstance(name, str) else "",
        points=number,
        grade=nbgrader.get("grade") is True,
        solution=nbgrader.get("solution") is True,
        locked=nbgrader.get("locked") is True,
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        id=identifier if isinstance(identifier, str) else "",
    )
