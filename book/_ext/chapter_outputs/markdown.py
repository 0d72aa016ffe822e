"""A Markdown cell taken apart: prose, formulas, what it quotes from publications."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SOURCE = re.compile(r"\bS[0-4]\b|\{cite(?::\w+)?\}")
_OURS = re.compile(r"\bours?\b", re.IGNORECASE)
_FORMULA = re.compile(r"\$\$.*?\$\$|(?<![\\$])\$(?!\s)[^$]+?(?<!\s)\$(?!\$)", re.DOTALL)
_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.DOTALL | re.MULTILINE)
_ROLE = re.compile(r"\{[a-z:]+\}`([^`<]*)(<[^>`]*>)?`")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\]\([^)]*\)|<https?:[^>]*>|https?://\S+")
_COMMENT = re.compile(r"<!--.*?-->|<[a-z/][^>]*>", re.DOTALL)
_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*")


def prose(source: str) -> str:
    """Return what a reader reads as text; everything else is blank, so positions stay."""
    text = _blank(_FENCE, source)
    text = _ROLE.sub(_shown, text)
    for pattern in (_CODE, _FORMULA, _LINK, _COMMENT):
        text = _blank(pattern, text)
    for quoted in published_spans(source):
        text = text[: quoted[0]] + _blanks(text[slice(*quoted)]) + text[quoted[1] :]
    return text


def formulas(source: str) -> Iterator[str]:
    """Yield the formulas, TeX's spacing taken out of their numbers."""
    for found in _FORMULA.finditer(_blank(_CODE, _blank(_FENCE, source))):
        yield re.sub(r"[^\d.,+−-]|\{,\}", " ", found[0].replace("{,}", ""))


def published(source: str) -> Iterator[str]:
    """Yield what is quoted from a publication."""
    for start, end in published_spans(source):
        yield source[start:end]


def published_spans(source: str) -> list[tuple[int, int]]:
    """Return where a cell quotes a publication: tables and block quotes that name it.

    Of a table that sets ours beside it, only the columns or rows that name the source.
    """
    spans: list[tuple[int, int]] = []
    block: list[tuple[int, str]] = []
    position = 0
    for line in [*source.splitlines(keepends=True), ""]:
        kind = line.lstrip()[:1]
        if block and (kind != block[0][1].lstrip()[:1]):
            spans += _of_table(block) if block[0][1].lstrip()[0] == "|" else _of_quote(block)
            block = []
        if kind in ("|", ">") and kind:
            block.append((position, line))
        position += len(line)
    return spans


def _of_quote(block: list[tuple[int, str]]) -> list[tuple[int, int]]:
    if not _SOURCE.search("".join(line for _, line in block)):
        return []
    last, line = block[-1]
    return [(block[0][0], last + len(line))]


def _of_table(block: list[tuple[int, str]]) -> list[tuple[int, int]]:
    rows = [_cells(start, line) for start, line in block if not _RULE.fullmatch(line)]
    header = [text for _, _, text in rows[0]]
    named = [bool(_SOURCE.search(text)) for text in header]
    if named and named[0]:
        named = [not _OURS.search(text) for text in header]
    spans = []
    for position, row in enumerate(rows):
        whole = bool(row and _SOURCE.search(row[0][2]))
        for column, (start, end, _) in enumerate(row):
            if position == 0 or whole or (column < len(named) and named[column]):
                spans.append((start, end))
    return spans if any(named) or any(row and _SOURCE.search(row[0][2]) for row in rows) else []


def _cells(start: int, line: str) -> list[tuple[int, int, str]]:
    """Return begin, end and text of each cell of a row."""
    inner = re.finditer(r"(?<=\|)(?:\\\||`[^`]*`|[^|\n])+(?=\|)", line)
    return [(start + found.start(), start + found.end(), found[0]) for found in inner]


def _shown(found: re.Match[str]) -> str:
    """Return a role's text in the middle of blanks, where it has one that a reader sees."""
    hidden = found[0].startswith(("{cite", "{doc", "{ref", "{eq", "{download"))
    if hidden:
        return " " * len(found[0])
    start = found.start(1) - found.start()
    return " " * start + found[1] + " " * (len(found[0]) - start - len(found[1]))


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: _blanks(found[0]), text)


def _blanks(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
