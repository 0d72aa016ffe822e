"""What cells are called where something is said of them: by their task and their first line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from course_lib.checks.notebooks import Cell

__all__ = ["called", "cell_names", "headings", "sentence"]

_HEADING = re.compile(r"^#{2,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_POINTS = re.compile(r"\s*\([^()]*\bpoints?\b[^()]*\)$")
_LONGEST = 60


def cell_names(cells: Iterable[Cell]) -> list[str]:
    r"""Return what to call each cell of a notebook.

    Jupyter's numbers change with every run, and count what the grader leaves out; a student finds
    a cell by the heading that it stands under and by how it begins.

    Parameters
    ----------
    cells : iterable of Cell
        Of a notebook, in its order.

    Returns
    -------
    list of str
        One for each cell, to stand within a sentence.

    Examples
    --------
    >>> task, code = Cell("markdown", "## 1. Scale (3 points)"), Cell("code", "# mine\nx = 1")
    >>> cell_names([task, code])[1]
    'the cell of "1. Scale" that begins `x = 1`'
    >>> cell_names([Cell("code", " ")])
    ['an empty cell']
    """
    cells = list(cells)
    return [called(cell, task) for cell, task in zip(cells, headings(cells), strict=True)]


def headings(cells: Sequence[Cell]) -> list[str]:
    r"""Return the title of the task that each cell belongs to.

    Parameters
    ----------
    cells : sequence of Cell
        Of a notebook, in its order.

    Returns
    -------
    list of str
        The last heading, of the second level or below, that stands before the cell or in it,
        without its points; empty where there is none. In a notebook without any such heading, the
        name of the question that comes next, and behind the last one that.

    Examples
    --------
    >>> headings([Cell("code", "a"), Cell("markdown", "## 2. Mend (5 points)"), Cell("code", "b")])
    ['', '2. Mend', '2. Mend']
    """
    found, current = [], ""
    for cell in cells:
        if cell.kind == "markdown":
            titles = _HEADING.findall(cell.source)
            current = _POINTS.sub("", titles[-1]) if titles else current
        found.append(_cut(current))
    return found if current else _questions(cells)


def sentence(text: str) -> str:
    """Return a text as a sentence begins.

    Parameters
    ----------
    text : str
        From `called`.

    Returns
    -------
    str
        With a capital letter.

    Examples
    --------
    >>> sentence("an empty cell")
    'An empty cell'
    """
    return text[:1].upper() + text[1:]


def _questions(cells: Sequence[Cell]) -> list[str]:
    names = [cell.grade_id if cell.grade else "" for cell in cells]
    found, following = [], next(filter(None, reversed(names)), "")
    for name in reversed(names):
        following = name or following
        found.append(_cut(following))
    return found[::-1]


def called(cell: Cell, task: str) -> str:
    """Return what to call a cell.

    Parameters
    ----------
    cell : Cell
        Of a notebook.
    task : str
        From `headings`; may be empty.

    Returns
    -------
    str
        To stand within a sentence.
    """
    kind = "cell" if cell.kind == "code" else "text"
    lines = [line.strip() for line in cell.source.splitlines() if line.strip()]
    if not lines:
        return f"an empty {kind}" + (f' of "{task}"' if task else "")
    telling = [line for line in lines if kind == "text" or not line.startswith("#")] or lines
    return f"the {kind}" + (f' of "{task}"' if task else "") + f" that begins `{_cut(telling[0])}`"


def _cut(text: str) -> str:
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
