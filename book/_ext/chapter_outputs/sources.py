"""Where a number of the prose may come from: outputs, literals, formulas, records, publications."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from .markdown import formulas, published
from .numbers import values

_LOADED = re.compile(r"""\brecords\.load\(\s*["']([\w.-]+)["']""")
_STRING = re.compile(r"""("{3}|'{3}).*?\1""", re.DOTALL)
_SVG = re.compile(r"<svg\b([^>]*)>.*?</svg>", re.DOTALL)
_LABEL = re.compile(r"""\baria-label=(["'])(.*?)\1""", re.DOTALL)
_TAG = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)


def origins(notebook: Any) -> Iterator[tuple[float, str]]:
    """Yield each number that the prose of a chapter may state, and where it stands."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for text in shown(cell):
                yield from ((value, f"output of {cell.id}") for value in values(text))
            yield from ((value, f"code of {cell.id}") for value in values(cell.source))
            for name in _LOADED.findall(cell.source):
                yield from ((value, f"record {name}") for value in _recorded(name))
        elif cell.cell_type == "markdown":
            for text in formulas(cell.source):
                yield from ((value, f"formula of {cell.id}") for value in values(text))
            for text in published(cell.source):
                yield from ((value, f"published, {cell.id}") for value in values(text))


def shown(cell: Any) -> Iterator[str]:
    """Yield the texts of a code cell's outputs: what is printed, tables, figures' alt texts."""
    for output in cell.outputs:
        if output.output_type == "stream":
            yield output.text
        for mime, data in output.get("data", {}).items():
            if mime == "text/plain":
                yield data
            elif mime == "text/html" and "data-quiz=" not in data:
                yield from (html.unescape(label[1]) for label in _LABEL.findall(data))
                yield html.unescape(_TAG.sub(" ", _SVG.sub(" ", data)))


def _recorded(name: str) -> Iterator[float]:
    """Yield a record's means and deviations, not its single runs: those match nearly anything."""
    from course_lib import records

    record = records.load(name)
    for metric in record.table.select_dtypes("number").columns.drop("seed"):
        for row in record.summary(metric)[["mean", "deviation"]].to_numpy():
            yield from (float(value) for value in row)
