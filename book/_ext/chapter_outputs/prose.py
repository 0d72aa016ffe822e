"""The decimal numbers of a chapter's prose, and which of them nothing else bears out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .markdown import prose
from .numbers import Number, decimals
from .sources import origins

_PERCENT = re.compile(r"%|\bper ?cent|\bpoints?\b")
_NEAREST = 3


@dataclass(frozen=True)
class Miss:
    """A number of the prose that stands nowhere else in its chapter."""

    cell: str
    number: str
    context: str
    nearest: tuple[str, ...]

    def __str__(self) -> str:
        near = "; ".join(self.nearest) or "none"
        return f"{self.cell}: {self.number} (in: {self.context}) is found nowhere; nearest: {near}"


def misses(notebook: Any) -> list[Miss]:
    """Return the decimal numbers of the Markdown cells that nothing in the chapter bears out.

    A number is borne out by an output, a literal of a code cell, a formula, a record that is
    loaded, or a table or block quote that names its publication, if it is that number rounded.
    Where a cell speaks of percent or points, a share times 100 is meant too.
    """
    known = list(dict.fromkeys(origins(notebook)))
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        text = prose(cell.source)
        percent = bool(_PERCENT.search(text))
        for number in decimals(text):
            if not any(number.rounds(value, percent=percent) for value, _ in known):
                context = " ".join(
                    text[max(0, number.position - 40) : number.position + 30].split()
                )
                near = _nearest(number, known, percent)
                found.append(Miss(cell.id, number.text, context, near))
    return found


def _nearest(number: Number, known: Sequence[tuple[float, str]], percent: bool) -> tuple[str, ...]:
    def distance(value: float) -> float:
        factors = (1, 100) if percent else (1,)
        return min(abs(abs(value * factor) - abs(number.value)) for factor in factors)

    ordered = sorted(known, key=lambda origin: distance(origin[0]))
    texts = dict.fromkeys(f"{value:.6g} ({place})" for value, place in ordered)
    return tuple(texts)[:_NEAREST]
