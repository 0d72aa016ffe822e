"""What a notebook says of its own findings: ``# audit: ignore NAME because ...``."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass

__all__ = ["Ignored", "ignored_in"]

_COMMENT = re.compile(
    r"#\s*audit:\s*ignore\s+(?P<name>[\w-]+)(?:\s+because\s+(?P<why>\S.*))?", re.I
)


@dataclass(frozen=True)
class Ignored:
    """A comment that asks to ignore a finding.

    Parameters
    ----------
    name : str
        Of the finding.
    why : str
        The reason; empty where none is given, and then nothing is ignored.
    cell : int
        Where it stands.
    first, last : int
        The lines of the cell that it is about.
    """

    name: str
    why: str
    cell: int
    first: int
    last: int

    def covers(self, name: str, cell: int, line: int) -> bool:
        """Whether it is about a finding at a line of a cell."""
        return self.name == name and self.cell == cell and self.first <= line <= self.last


def ignored_in(source: str, cell: int) -> list[Ignored]:
    r"""Return the comments of a cell.

    Parameters
    ----------
    source : str
        Of the cell; lines that are no Python, as magics, are passed over.
    cell : int
        Its number.

    Returns
    -------
    list of Ignored
        A comment beside or within a statement is about this statement, one on a line of its own
        about the next one.

    Examples
    --------
    >>> text = "x = 1\n# audit: ignore labels-apart because they are noise\nfit(x)"
    >>> found = ignored_in(text, 3)
    >>> found[0].why, found[0].first, found[0].last
    ('they are noise', 2, 3)
    """
    return [
        Ignored(found["name"].lower(), (found["why"] or "").strip(), cell, *_lines(source, line))
        for line, text in _comments(source)
        if (found := _COMMENT.search(text))
    ]


def _comments(source: str) -> list[tuple[int, str]]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return [(n, line) for n, line in enumerate(source.splitlines(), 1) if "#" in line]
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]


def _lines(source: str, line: int) -> tuple[int, int]:
    """Return the lines of the innermost statement at a line, or of the next one."""
    try:
        statements = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    except SyntaxError:
        return line, line + 1
    spans = [(node.lineno, node.end_lineno or node.lineno, _head(node)) for node in statements]
    beside = [(first, last) for first, last, head in spans if first <= line <= head]
    if beside:
        first, last = max(beside)
        return first, last
    after = [(first, last) for first, last, _ in spans if first > line]
    return (line, min(after)[1]) if after else (line, line)


def _head(node: ast.stmt) -> int:
    """Return the last line of a statement, or of the head of one that holds others."""
    body = getattr(node, "body", None)
    if isinstance(body, list) and body:
        return max(node.lineno, body[0].lineno - 1)
    return node.end_lineno or node.lineno
