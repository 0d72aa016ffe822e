"""The text of a cell with its syntax tree, and changes to a part of the text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Edit", "Source"]

_LOOSE = (
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.BoolOp,
    ast.IfExp,
    ast.Lambda,
    ast.NamedExpr,
    ast.Starred,
)


@dataclass(frozen=True)
class Edit:
    """A part of a text that is replaced.

    Parameters
    ----------
    operator : str
        The kind of change.
    start, end : int
        The part, in characters.
    text : str
        What stands there then.
    """

    operator: str
    start: int
    end: int
    text: str


class Source:
    """Code as text and as a tree, whose nodes know their parents and their place.

    Parameters
    ----------
    text : str
        Python.

    Raises
    ------
    SyntaxError
        It is not Python.

    Examples
    --------
    >>> source = Source("a = (1 + 2) * b")
    >>> source.code(source.tree.body[0].value.left)
    '(1 + 2)'
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self.parents = {
            child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }
        self._lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def start(self, node: ast.AST) -> int:
        """Return the character where a node starts."""
        return self._offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        """Return the character after a node."""
        return self._offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def code(self, node: ast.AST) -> str:
        """Return the text of a node, in brackets where it would fall apart without."""
        text = self.text[self.start(node) : self.end(node)]
        return f"({text})" if isinstance(node, _LOOSE) else text

    def replaced(self, operator: str, node: ast.AST, text: str) -> Edit:
        """Return the edit that puts a text in the place of a node."""
        start, end = self.start(node), self.end(node)
        loose = isinstance(self.parents.get(node), (*_LOOSE, ast.Attribute, ast.Subscript))
        bracketed = self.text[start - 1 : start] == "(" and self.text[end : end + 1] == ")"
        if loose and " " in text and not bracketed and not text.startswith("("):
            text = f"({text})"
        return Edit(operator, start, end, text)

    def between(self, operator: str, left: ast.AST, right: ast.AST, old: str, new: str) -> Edit:
        """Return the edit that changes what stands between two nodes."""
        start, end = self.end(left), self.start(right)
        return Edit(operator, start, end, self.text[start:end].replace(old, new, 1))

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        """Return the function that a node stands in."""
        for above in self.above(node):
            if isinstance(above, ast.FunctionDef):
                return above
        return None

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the statement that a node stands in."""
        for one in (node, *self.above(node)):
            if isinstance(one, ast.stmt):
                return one
        return None

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node stands in, the nearest first."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def with_edit(self, edit: Edit) -> str:
        """Return the text with an edit made."""
        return self.text[: edit.start] + edit.text + self.text[edit.end :]

    def _offset(self, line: int, column: int) -> int:
        before = self._lines[line - 1].encode()[:column].decode()
        return self._starts[line - 1] + len(before)
