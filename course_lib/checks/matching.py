"""Which cell of a submission is which of the release, also where Jupyter's metadata are gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from course_lib.checks.notebooks import Cell

__all__ = ["matched"]

_CHECK = re.compile(r"^check\((['\"])([\w-]+)\1\)", re.MULTILINE)


def matched(cells: Sequence[Cell], released: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return a submission's cells with the names that they had in the release.

    A cell that bears no name gets that of the released cell with its identifier, else with its
    text; a solution or a written answer also by its place between cells that are known.

    Parameters
    ----------
    cells : sequence of Cell
        What was handed in.
    released : sequence of Cell
        The notebook that students got.

    Returns
    -------
    tuple of Cell
        As many; some with another ``grade_id``.

    Examples
    --------
    >>> released = [Cell("code", "import math", grade_id="start", locked=True)]
    >>> matched([Cell("code", "import math")], released)[0].grade_id
    'start'
    """
    known = {cell.grade_id: cell for cell in released if cell.grade_id}
    names = [cell.grade_id for cell in cells]
    texts = {cell.source.strip(): name for name, cell in reversed(known.items())}
    for means in (
        ((at, cell.id) for at, cell in enumerate(cells)),
        ((at, texts.get(cell.source.strip(), _asked(cell))) for at, cell in enumerate(cells)),
        _by_place(cells, released, names),
    ):
        missing = known.keys() - set(names)
        for at, name in means if missing else ():
            if not names[at] and name in missing:
                names[at] = name
                missing.remove(name)
    return tuple(
        cell if cell.grade_id == name else replace(cell, grade_id=name)
        for cell, name in zip(cells, names, strict=True)
    )


def _asked(cell: Cell) -> str:
    """Return the question that a cell checks, whatever else stands in it."""
    call = _CHECK.search(cell.source) if cell.kind == "code" else None
    return call[2] if call else ""


def _by_place(
    cells: Sequence[Cell], released: Sequence[Cell], names: Sequence[str]
) -> Iterable[tuple[int, str]]:
    """Yield cells between two that are known, each with the next name that is missing there."""
    places = {name: at for at, name in reversed([*enumerate(names)]) if name}
    texts = {_first_line(cell): at for at, cell in reversed([*enumerate(cells)]) if not names[at]}
    start = 0
    missing: list[Cell] = []
    for cell in (*released, None):
        if cell is None:
            end = len(cells)
        elif cell.grade_id:
            end = places.get(cell.grade_id, -1)
        else:
            end = texts.get(_first_line(cell), -1)
        if end >= start:
            for kind in ("code", "markdown"):
                free = (at for at in range(start, end) if cells[at].kind == kind and not names[at])
                wanted = (one.grade_id for one in missing if one.kind == kind)
                yield from zip(
                    [at for at in free if cells[at].source.strip()], wanted, strict=False
                )
            start, missing = end + 1, []
        elif cell is not None and cell.solution:
            missing.append(cell)


def _first_line(cell: Cell) -> str:
    return cell.source.strip().partition("\n")[0]
