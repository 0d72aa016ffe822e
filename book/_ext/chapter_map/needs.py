"""Which chapter builds on which, as the links among its prerequisites say, in layers to draw."""

from __future__ import annotations

import itertools
import re
from typing import Any

Part = dict[str, Any]
Needs = dict[str, list[str]]
Place = tuple[str, str]

_LINK = re.compile(r"\{doc\}`[^`<]*<([^>`]+)>`")


def needs(parts: list[Part]) -> Needs:
    """Return the chapters that each builds on, in the order of reading."""
    chapters = [chapter for part in parts for chapter in part["chapters"]]
    order = [chapter["file"] for chapter in chapters]
    linked = {
        chapter["file"]: _LINK.findall(" ".join(chapter.get("prerequisites", [])))
        for chapter in chapters
    }
    for file, found in linked.items():
        for other in found:
            if other not in order[: order.index(file)]:
                raise ValueError(f"{file} builds on {other}, which does not come before it")
    return {file: sorted(set(found), key=order.index) for file, found in linked.items()}


def direct(every: Needs) -> Needs:
    """Return the needs without those that another one brings along."""
    brought: dict[str, set[str]] = {}
    for file, found in every.items():  # in the order of reading: what is needed comes first
        brought[file] = set(found).union(*(brought[other] for other in found))
    return {
        file: [one for one in found if not any(one in brought[other] for other in found)]
        for file, found in every.items()
    }


def layers(edges: Needs) -> list[list[Place]]:
    """Return nodes in layers, each below all that it needs, ordered so that few lines cross.

    A node is ``(file, file)``; where a line from one layer to a farther one passes a layer between,
    it has a place there, ``(from, to)``.
    """
    depth: dict[str, int] = {}
    for file, found in edges.items():
        depth[file] = max((depth[other] + 1 for other in found), default=0)
    rows: list[list[Place]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for file, found in edges.items():
        rows[depth[file]].append((file, file))
        for other in found:
            for between in range(depth[other] + 1, depth[file]):
                rows[between].append((other, file))
    lines = [
        path(other, file, depth[file] - depth[other])
        for file, found in edges.items()
        for other in found
    ]
    near: dict[Place, list[Place]] = {place: [] for row in rows for place in row}
    for line in lines:
        for above, below in itertools.pairwise(line):
            near[above].append(below)
            near[below].append(above)
    for _ in range(4):
        for above_row, row in itertools.pairwise(rows):
            _sort(row, above_row, near)
        for row, below_row in reversed(list(itertools.pairwise(rows))):
            _sort(row, below_row, near)
    return rows


def path(start: str, end: str, steps: int) -> list[Place]:
    """Return the places that the line between two nodes goes through, so many layers apart."""
    return [(start, start), *[(start, end)] * (steps - 1), (end, end)]


def _sort(row: list[Place], other: list[Place], near: dict[Place, list[Place]]) -> None:
    """Put each place of a layer near the mean of its neighbours in another layer."""
    at = {place: (index + 0.5) / len(other) for index, place in enumerate(other)}
    now = {place: (index + 0.5) / len(row) for index, place in enumerate(row)}
    means = {}
    for place in row:
        found = [at[one] for one in near[place] if one in at]
        means[place] = sum(found) / len(found) if found else now[place]
    row.sort(key=means.__getitem__)
