"""Which pages the printed book has, in which order."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_UNPRINTED = {"genindex"}  # it has no page numbers; a PDF can be searched
_TITLE = re.compile(r'<h1[^>]*>((?:(?!</h1>).)*)<a class="headerlink"', re.DOTALL)


@dataclass(frozen=True)
class Leaf:
    """A page of the book, the part it belongs to, and how deep below it."""

    name: str
    title: str
    part: str
    depth: int = 0


def leaves(toc: Path, built: Path) -> list[Leaf]:
    """Return the pages that a table of contents names, with the titles that were built."""
    contents = yaml.safe_load(toc.read_text("utf-8"))
    found = [_leaf(contents["root"], "", 0, built)]
    for part in contents["parts"]:
        number = 0 if part.get("numbered") else None
        for entry in part["chapters"]:
            number = None if number is None else number + 1
            found += _below(entry, part["caption"], 0, built, number)
    return [leaf for leaf in found if leaf.name not in _UNPRINTED]


def _below(
    entry: dict[str, Any], part: str, depth: int, built: Path, number: int | None = None
) -> list[Leaf]:
    own = [_leaf(entry["file"], part, depth, built, number)]
    inside = [_below(one, part, depth + 1, built) for one in entry.get("sections", [])]
    return own + [leaf for found in inside for leaf in found]


def _leaf(name: str, part: str, depth: int, built: Path, number: int | None = None) -> Leaf:
    page = (built / f"{name}.html").read_text("utf-8")
    found = _TITLE.search(page)
    title = html.unescape(re.sub(r"<[^>]+>", "", found[1])) if found else name
    title = re.sub(r"^\d+\.\s*", "", " ".join(title.split()))
    return Leaf(name, f"{number}. {title}" if number else title, part, depth)
