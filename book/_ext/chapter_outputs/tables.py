"""The tables of an output in HTML, as pandas writes them: column names, row labels, values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .numbers import value_of


@dataclass
class Table:
    """Names of the columns, and for each row its label and its cells' texts."""

    columns: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def named(self, name: str) -> list[int]:
        """Return the columns of a name."""
        return [column for column, text in enumerate(self.columns) if text == name]

    def value(self, row: int, column: int) -> float | None:
        """Return a cell's number, or None where it holds none."""
        try:
            return value_of(self.rows[row][column])
        except (ValueError, IndexError):
            return None


def tables(html: str) -> list[Table]:
    """Return the tables of an output."""
    reader = _Reader()
    reader.feed(html)
    return [_table(rows) for rows in reader.tables]


Row = list[tuple[str, str]]  # tag and text of each cell


def _table(rows: Sequence[Row]) -> Table:
    body = [row for row in rows if _holds_values(row)]
    width = max((sum(tag == "td" for tag, _ in row) for row in body), default=0)
    heads = [[text for _, text in row][-width:] for row in rows if not _holds_values(row)]
    table = Table()
    if width:
        # the lowest header row that names columns: under it stand the names of the index
        named = [head for head in heads if any(head) and len(head) == width]
        table.columns = named[-1] if named else [""] * width
    for row in body:
        table.labels.append(" ".join(text for tag, text in row if tag == "th"))
        table.rows.append([text for tag, text in row if tag == "td"])
    return table


def _holds_values(row: Row) -> bool:
    return any(tag == "td" for tag, _ in row)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[Row]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append((tag, ""))
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            tag, text = self.tables[-1][-1].pop()
            self.tables[-1][-1].append((tag, (text + data).strip()))
