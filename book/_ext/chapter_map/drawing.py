"""The map of the chapters as an SVG that takes its colours from the page's style sheet."""

from __future__ import annotations

import textwrap
from html import escape
from typing import Any

# All lengths are in the SVG's units, about a pixel where the map is as wide as it is meant to be.
_GAP = 22
_HEADING = 36
_LINE = 18
_EDGE = 2
_LETTER, _BOLD_LETTER = 8.2, 9.7  # mean widths in the widest of the usual fonts

Part = dict[str, Any]


def drawing(parts: list[Part], *, across: int, card: tuple[int, int], name: str) -> str:
    """Return the map with `across` cards side by side, of width and height `card`, as an SVG.

    Each part is ``{"part": heading, "chapters": [{"title", "question", "file"}, ...]}``; a chapter
    whose file is None is drawn as one to come.
    """
    width, height = card
    shapes: list[str] = []
    top, number = 0, 0
    for part in parts:
        shapes.append(_text([part["part"]], _EDGE, top + 24, 'font-size="17" font-weight="700"'))
        top += _HEADING
        for index, chapter in enumerate(part["chapters"]):
            number += 1
            column, row = index % across, index // across
            x, y = _EDGE + column * (width + _GAP), top + row * (height + _GAP)
            shapes.append(_card(chapter, number, x, y, card))
            if index:
                down = across == 1
                shapes.append(_down(x + width / 2, y) if down else _right(x, y + height / 2))
        top += -(-len(part["chapters"]) // across) * (height + _GAP)
    span = across * (width + _GAP) - _GAP + 2 * _EDGE
    return (
        f'<svg class="{name}" viewBox="0 0 {span} {top}" role="group" '
        f'aria-label="Map of the {number} chapters">{"".join(shapes)}</svg>'
    )


def _card(chapter: dict[str, Any], number: int, x: float, y: float, card: tuple[int, int]) -> str:
    width, height = card
    title = textwrap.wrap(f"{number}. {chapter['title']}", int((width - 28) / _BOLD_LETTER))
    question = textwrap.wrap(chapter["question"], int((width - 28) / _LETTER))
    state = "read it" if chapter["file"] else "to come"
    left, first = x + 14, y + 26
    inside = (
        f'<rect class="frame" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>'
        + _text(title, left, first, 'font-size="16" font-weight="600"')
        + _text(question, left, first + len(title) * _LINE + 5, 'class="question" font-size="15"')
        + _text([state], left, y + height - 12, 'class="state" font-size="14"')
    )
    if chapter["file"]:
        return f'<a href="{chapter["file"]}.html">{inside}</a>'
    return f'<g class="coming">{inside}</g>'


def _text(lines: list[str], x: float, y: float, style: str) -> str:
    return "".join(
        f'<text x="{x}" y="{y + index * _LINE}" {style}>{escape(line)}</text>'
        for index, line in enumerate(lines)
    )


def _down(x: float, y: float) -> str:
    return f'<path class="arrow" d="M{x} {y - _GAP + 3}V{y - 3}m-4 -6l4 6l4 -6"/>'


def _right(x: float, y: float) -> str:
    return f'<path class="arrow" d="M{x - _GAP + 3} {y}H{x - 3}m-6 -4l6 4l-6 4"/>'
