"""What of a stored chapter is projected: its figures, and its verdicts with their numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from book_offline.rewriting import for_page

from .inline import inline, without_markup

Notebook = dict[str, Any]

HOLDS = "holds: "
WIDTH = 78  # of the lines that `claim` prints
_HEADING = re.compile(r"^(#{2,3}) (.+)$", re.MULTILINE)
_MOST = {"alone": (4, 420), "beside": (4, 240), "below": (3, 240)}  # verdicts and their letters
_ROWS, _ROWS_ABOVE, _LETTERS = 9, 6, 96  # of a table that can be read from the last row of seats
_BESIDE = 54  # letters of a row that leave room beside it


@dataclass
class Slide:
    """One page.

    Parameters
    ----------
    section, heading : str
        Where it stands in the chapter; `section` is empty where the heading is the section's own.
    figure, table, caption : str
        HTML.
    verdicts : list of str
        The chapter's claims, word by word.
    """

    section: str
    heading: str
    figure: str = ""
    table: str = ""
    caption: str = ""
    verdicts: list[str] = field(default_factory=list)

    @property
    def wide(self) -> bool:
        """Whether the table leaves no room beside it."""
        return _width(self.table) > _BESIDE


def slides(notebook: Notebook) -> list[Slide]:
    """Return the pages of a chapter, in its order, from its stored outputs."""
    made: list[Slide] = []
    section = heading = ""
    tables: list[tuple[str, set[str]]] = []  # of this heading, each with the names of its cell
    for cell in for_page(deepcopy(notebook))["cells"]:
        if cell["cell_type"] == "markdown":
            for level, title in _HEADING.findall(_joined(cell["source"])):
                title, tables = without_markup(title), []
                section, heading = ("", title) if level == "##" else (section or heading, title)
            continue
        bound, read = _names(_joined(cell["source"]))
        for output in cell.get("outputs", []):
            page = _joined(output.get("data", {}).get("text/html", ""))
            if is_figure(page):
                made.append(Slide(section, heading, figure=page, caption=_caption(cell)))
            elif "<table" in page:
                tables.append((page, bound))
            for verdict in verdicts(_joined(output.get("text", ""))):
                numbers = next((page for page, names in tables[::-1] if names & read), "")
                table = numbers if _fits(numbers) else ""
                _tell(made, Slide(section, heading, table=table, verdicts=[verdict]))
    return made


def _names(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell binds, and those that it reads."""
    named = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    bound = {node.id for node in named if isinstance(node.ctx, ast.Store)}
    return bound, {node.id for node in named} - bound


def is_figure(page: str) -> bool:
    """Return whether an output is a figure: no table, no quiz."""
    return "course-quiz" not in page and ('role="img"' in page or 'class="plotly-figure"' in page)


def verdicts(printed: str) -> Iterator[str]:
    """Yield the sentences of the claims that a cell printed."""
    found: list[str] = []
    before = ""
    for line in [*printed.split("\n"), ""]:
        if found and _goes_on(before, line):
            found.append(line.strip())
        else:
            if found:
                yield " ".join(found)
            found = [line.removeprefix(HOLDS)] if line.startswith(HOLDS) else []
        before = line


def _goes_on(before: str, line: str) -> bool:
    """Return whether `claim` broke a sentence there, because its next word had no room."""
    word = re.match(r"  (\S+)", line)
    return word is not None and len(before) + 1 + len(word[1]) > WIDTH


def _tell(made: list[Slide], slide: Slide) -> None:
    """Put a verdict on the page of the one before, if it is about the same and there is room."""
    last = made[-1] if made else None
    number, letters = _MOST["below" if slide.wide else "beside" if slide.table else "alone"]
    if last and (last.section, last.heading, last.table, last.figure) == (
        *(slide.section, slide.heading, slide.table, slide.figure),
    ):
        together = [*last.verdicts, *slide.verdicts]
        if len(together) <= number and sum(map(len, together)) <= letters:
            last.verdicts = together
            return
    made.append(slide)


def _fits(page: str) -> bool:
    width = _width(page)
    most = _ROWS if width <= _BESIDE else _ROWS_ABOVE
    return 1 < page.count("<tr") <= most + 1 and width <= _LETTERS


def _width(page: str) -> int:
    """Return how many letters the rows of a table have side by side, with the space between."""
    rows = [re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in page.split("<tr")]
    columns = zip_longest(*rows, fillvalue="")
    return sum(max(map(len, column)) + 2 for column in columns)


def _caption(cell: dict[str, Any]) -> str:
    """Return the question that a figure's cell states."""
    return inline(cell["metadata"].get("mystnb", {}).get("figure", {}).get("caption", ""))


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
