"""The built book as students get it: without the instructors' pages, and never an old one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["pages_for_students", "why_outdated"]

_THEIRS = "for-instructors"
_LINK = rf'<a\b[^>]*\bhref="[^"]*\b{_THEIRS}[^"]*"[^>]*>'
_ALONE = re.compile(rf"\s*<li[^>]*>\s*{_LINK}[^<]*</a>\s*</li>")
_FIRST = re.compile(rf"{_LINK}([^<]*)</a>,\s*(<a\b[^>]*>)[^<]*</a>")
_FURTHER = re.compile(rf",\s*{_LINK}[^<]*</a>")
_NEIGHBOUR = re.compile(
    rf'\s*<a\b(?=[^>]*\bclass="(?:left-prev|right-next)")(?=[^>]*{_THEIRS})[^>]*>.*?</a>', re.DOTALL
)
_HEAD = re.compile(rf'\s*<link\b[^>]*\bhref="[^"]*\b{_THEIRS}[^>]*>')
_OTHER = re.compile(rf"{_LINK}(.*?)</a>", re.DOTALL)
_EMPTY = re.compile(r"\s*<li>[^<]*<ul>\s*</ul>\s*</li>")
_INDEX = "Search.setIndex("


def why_outdated(book: Path, root: Path, released: Mapping[str, Mapping[str, bytes]]) -> str:
    """Return what of a built book is no longer what its sources are, or nothing.

    Parameters
    ----------
    book : pathlib.Path
        Folder of the built book.
    root : pathlib.Path
        The course's clone, with the sources.
    released : mapping
        The files of each exercise, which may be newer than those in the clone.

    Returns
    -------
    str
        An old book may hold a check that is hidden by now.
    """
    now = {
        content
        for folder in (root / "exercises").glob("*")
        for content in _contents(folder, released.get(folder.name))
    }
    for path in sorted((book / "_downloads").rglob("*")):
        if path.is_file() and path.read_bytes() not in now:
            return f"it holds another {path.name} than the exercises have now"
    for path in sorted((book / "_sources").rglob("*")):
        source = root / "book" / path.relative_to(book / "_sources")
        if path.is_file() and not _theirs(path):
            if not source.is_file():
                return f"it has a page {source.name}, and the sources have none"
            if path.read_bytes() != source.read_bytes():
                return f"book/{source.name} has changed since"
    return ""


def _contents(folder: Path, released: Mapping[str, bytes] | None) -> list[bytes]:
    if released is not None:
        return list(released.values())
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def pages_for_students(book: Path) -> dict[str, bytes]:
    """Return the files of a built book without the instructors' pages and without links to them.

    Parameters
    ----------
    book : pathlib.Path
        Folder of the built book.

    Returns
    -------
    dict of str to bytes
        Contents by path.
    """
    files = {}
    for path in sorted(book.rglob("*")):
        name = path.relative_to(book).as_posix()
        if not path.is_file() or _theirs(path) or name in ("objects.inv", ".buildinfo"):
            continue
        content = path.read_bytes()
        if path.suffix == ".html":
            content = _without_links(content.decode("utf-8")).encode()
        elif name == "searchindex.js":
            content = _without_entries(content.decode("utf-8")).encode()
        files[name] = content
    return files


def _theirs(path: Path) -> bool:
    return path.name.startswith(_THEIRS)


def _without_links(page: str) -> str:
    """Return a page without what leads to the instructors': menu, neighbours, index, text."""
    if _THEIRS not in page:
        return page
    for pattern, instead in (
        (_HEAD, ""),
        (_NEIGHBOUR, ""),
        (_FURTHER, ""),
        (_FIRST, r"\2\1</a>"),
        (_ALONE, ""),
        (_OTHER, r"\1"),
    ):
        page = pattern.sub(instead, page)
    return _EMPTY.sub("", page)


def _without_entries(script: str) -> str:
    """Return the index of the search without the instructors' pages."""
    if not script.startswith(_INDEX):
        return script
    index = json.loads(script[len(_INDEX) : script.rindex(")")])
    gone = {at for at, name in enumerate(index["docnames"]) if name.startswith(_THEIRS)}
    kept = [at for at in range(len(index["docnames"])) if at not in gone]
    number = {old: new for new, old in enumerate(kept)}
    for field in ("docnames", "filenames", "titles"):
        index[field] = [index[field][at] for at in kept]
    for field in ("alltitles", "indexentries", "objects"):
        index[field] = _mapped(
            index[field],
            lambda rows: [[number[row[0]], *row[1:]] for row in rows if row[0] in number],
        )
    for field in ("terms", "titleterms"):
        index[field] = _mapped(index[field], lambda pages: _numbers(pages, number))
    return f"{_INDEX}{json.dumps(index, sort_keys=True)})"


def _mapped(table: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    """Return a table with its values changed, without those of which nothing is left."""
    changed = {name: change(value) for name, value in table.items()}
    return {name: value for name, value in changed.items() if value != []}


def _numbers(pages: int | list[int], number: dict[int, int]) -> int | list[int]:
    """Return numbers of pages, a single one without a list, as Sphinx writes them."""
    left = [number[at] for at in ([pages] if isinstance(pages, int) else pages) if at in number]
    return left[0] if len(left) == 1 else left
