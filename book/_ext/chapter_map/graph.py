"""The graph of what each chapter builds on, as an SVG: layers on a wide page, a list on a phone."""

from __future__ import annotations

import textwrap
from html import escape
from typing import Any

from .needs import Needs, Place, direct, layers, needs, path

# All lengths are in the SVG's units, about a pixel where the graph is as wide as it is meant to be.
_WIDE, _HEIGHT, _GAP, _FALL, _LANE = 168, 74, 16, 44, 20
_ACROSS, _ROW, _GUTTER = 330, 50, 96
_LETTER, _LINE = 9.3, 18
_HEAD = "m-4 -6l4 6l4 -6"

Part = dict[str, Any]
Numbered = dict[str, tuple[int, dict[str, Any]]]


def graph(parts: list[Part]) -> str:
    """Return both drawings; the style sheet shows the one that the page has room for."""
    every = needs(parts)
    edges = direct(every)
    entries = [entry for part in parts for entry in part["chapters"]]
    chapters = {entry["file"]: (number, entry) for number, entry in enumerate(entries, start=1)}
    return _layered(chapters, every, edges) + _listed(chapters, every, edges)


def _layered(chapters: Numbered, every: Needs, edges: Needs) -> str:
    rows = layers(edges)
    spans = [sum(map(_width, row)) + _GAP * (len(row) - 1) for row in rows]
    middles: list[dict[Place, float]] = []
    for row, span in zip(rows, spans, strict=True):
        left, middle = 2 + (max(spans) - span) / 2, {}
        for place in row:
            middle[place] = left + _width(place) / 2
            left += _width(place) + _GAP
        middles.append(middle)
    depths = {file: depth for depth, row in enumerate(rows) for file, to in row if file == to}
    arrows = [
        _arrow(path(other, file, depths[file] - depths[other]), depths[other], middles)
        for file, found in edges.items()
        for other in found
    ]
    cards = []
    for file, chapter in chapters.items():
        middle, top = middles[depths[file]][file, file], _top(depths[file])
        frame = (middle - _WIDE / 2, top, _WIDE, _HEIGHT)
        cards.append(_card(chapter, every[file], chapters, frame, centred=True))
    return _svg("wide", max(spans) + 4, _top(len(rows)) - _FALL + 2, [*arrows, *cards])


def _width(place: Place) -> int:
    return _WIDE if place[0] == place[1] else _LANE


def _top(depth: int) -> int:
    return 2 + depth * (_HEIGHT + _FALL)


def _arrow(places: list[Place], depth: int, middles: list[dict[Place, float]]) -> str:
    """Return a line from the foot of the first place through the others to the last one's head."""
    x, y = middles[depth][places[0]], _top(depth) + _HEIGHT
    drawn = f"M{x:.1f} {y}"
    for step, place in enumerate(places[1:], start=depth + 1):
        to, top = middles[step][place], _top(step)
        half = _FALL / 2
        drawn += f"C{x:.1f} {y + half} {to:.1f} {top - half} {to:.1f} {top - 2}"
        x, y = to, top + _HEIGHT
        if place != places[-1]:
            drawn += f"V{y}"
    return f'<path class="arrow" d="{drawn}{_HEAD}"/>'


def _listed(chapters: Numbered, every: Needs, edges: Needs) -> str:
    """Return the chapters below each other, with a bow from each to those that build on it."""
    arrows, cards = [], []
    for file, (number, entry) in chapters.items():
        y = 2 + (number - 1) * _ROW
        for other in edges[file]:
            apart = number - chapters[other][0]
            start, end = y - apart * _ROW + _ROW / 2 + 4, y + _ROW / 2 - 8
            x, far = _GUTTER - 3, max(4, _GUTTER - 14 - 12 * apart)
            bow = f"M{x} {start}C{far} {start} {far} {end} {x} {end}"
            arrows.append(f'<path class="arrow" d="{bow}m-6 -4l6 4l-6 4"/>')
        frame = (_GUTTER, y, _ACROSS - _GUTTER, _ROW - 6)
        cards.append(_card((number, entry), every[file], chapters, frame, centred=False))
    return _svg("narrow", _ACROSS + 4, len(chapters) * _ROW, [*arrows, *cards])


def _card(
    chapter: tuple[int, dict[str, Any]],
    found: list[str],
    chapters: Numbered,
    frame: tuple[float, float, float, float],
    *,
    centred: bool,
) -> str:
    """Return a chapter's box as a link that says in words what its arrows show."""
    number, entry = chapter
    x, y, width, height = frame
    title = textwrap.wrap(f"{number}. {entry['title']}", int((width - 10) / _LETTER))
    left, anchor = (x + width / 2, ' text-anchor="middle"') if centred else (x + 9, "")
    first = y + height / 2 - (len(title) - 1) * _LINE / 2 + 5
    shown = "".join(
        f'<text x="{left:.1f}" y="{first + index * _LINE:.1f}" font-size="15" font-weight="600"'
        f"{anchor}>{escape(line)}</text>"
        for index, line in enumerate(title)
    )
    on = " and ".join(str(chapters[other][0]) for other in found)
    says = f"{number}. {entry['title']}" + (f", builds on {on}" if on else "")
    return (
        f'<a href="{entry["file"]}.html" aria-label="{escape(says)}"><rect class="frame" '
        f'x="{x:.1f}" y="{y}" width="{width}" height="{height}" rx="8"/>{shown}</a>'
    )


def _svg(name: str, width: float, height: float, shapes: list[str]) -> str:
    return (
        f'<svg class="{name}" viewBox="0 0 {width:.0f} {height:.0f}" role="group" '
        f'aria-label="Graph: which chapter builds on which, as in the table below">'
        f"{''.join(shapes)}</svg>"
    )
