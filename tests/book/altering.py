"""A cell's stored outputs with numbers of its tables or words of its text changed."""

from __future__ import annotations

import copy
import re
from typing import Any

import nbformat
from chapter_outputs.tables import Table, tables
from chapters import BOOK

# (row by label or number, column[, which of that name]): new text
Change = dict[tuple[str | int, str] | tuple[str | int, str, int], str]


def cell(chapter: str, cell_id: str) -> Any | None:
    """Return a cell of a chapter, or None where it has none of that name."""
    cells = nbformat.read(BOOK / f"{chapter}.ipynb", as_version=4).cells
    return next((cell for cell in cells if cell.id == cell_id), None)


def code_cells(chapter: str) -> list[Any]:
    cells = nbformat.read(BOOK / f"{chapter}.ipynb", as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def with_text(outputs: list[Any], old: str, new: str) -> list[Any]:
    """Return the outputs with a piece of every text replaced; it must be there."""
    altered = copy.deepcopy(outputs)
    found = 0
    for output in altered:
        if output.output_type == "stream":
            found += output.text.count(old)
            output.text = output.text.replace(old, new)
        for mime, data in output.get("data", {}).items():
            if isinstance(data, str):
                found += data.count(old)
                output.data[mime] = data.replace(old, new)
    assert found, f"{old!r} is not in the stored outputs"
    return altered


def with_values(outputs: list[Any], change: Change) -> list[Any]:
    """Return the outputs with values of their tables in HTML replaced."""
    altered = copy.deepcopy(outputs)
    done: set[Any] = set()
    for output in altered:
        html = output.get("data", {}).get("text/html", "")
        for number, table in enumerate(tables(html)):
            for place, new in change.items():
                row, columns = _row(table, place[0]), table.named(place[1])
                if row is not None and columns:
                    which = columns[place[2] if len(place) == 3 else 0]
                    html = _replaced(html, number, row, which, new)
                    done.add(place)
        if html:
            output.data["text/html"] = html
    assert done == set(change), f"no such rows or columns: {set(change) - done}"
    return altered


def _row(table: Table, row: str | int) -> int | None:
    if isinstance(row, int):
        return row if row < len(table.rows) else None
    return table.labels.index(row) if row in table.labels else None


def _replaced(html: str, table: int, row: int, column: int, new: str) -> str:
    start = [found.start() for found in re.finditer("<table", html)][table]
    rows = re.finditer(r"<tr.*?</tr>", html[start:], re.DOTALL)
    body = [found for found in rows if "<td" in found[0]]
    value = list(re.finditer(r"(<td[^>]*>)(.*?)(</td>)", body[row][0], re.DOTALL))[column]
    begin = start + body[row].start() + value.start(2)
    return html[:begin] + new + html[begin + len(value[2]) :]
