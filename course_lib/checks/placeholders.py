"""Cells that wait for a student's code: which are still as they were released, what they define."""

from __future__ import annotations

import ast
from typing import Any

from course_lib.checks.notebooks import Cell

__all__ = ["bound", "starting_values", "untouched"]


def untouched(cell: Cell, original: Cell | None) -> bool:
    """Return whether a cell for code is still the placeholder that was released.

    Parameters
    ----------
    cell : Cell
        As handed in.
    original : Cell or None
        As released.

    Returns
    -------
    bool
        False for any other cell.
    """
    return (
        original is not None
        and original.solution
        and original.kind == "code"
        and "NotImplementedError" in original.source
        and cell.source.strip() == original.source.strip()
    )


def bound(source: str) -> tuple[str, ...]:
    r"""Return the names that a cell defines, outside of functions, classes and branches.

    Parameters
    ----------
    source : str
        Python; of what cannot be parsed, nothing.

    Returns
    -------
    tuple of str
        In order.

    Examples
    --------
    >>> bound("a, b = 1, 2\ndef f(): c = 3")
    ('a', 'b', 'f')
    """
    found: list[str] = []
    for node in _statements(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            inside = (part for target in targets for part in ast.walk(target))
            found += [part.id for part in inside if isinstance(part, ast.Name)]
    return tuple(dict.fromkeys(found))


def starting_values(source: str) -> dict[str, Any]:
    """Return what the names of a placeholder hold before anybody has answered.

    Parameters
    ----------
    source : str
        Of a released cell, such as ``race = None`` and a raise.

    Returns
    -------
    dict
        Plain values by name; names whose value is not written out are left out.

    Examples
    --------
    >>> starting_values("runs, safe = None, []")
    {'runs': None, 'safe': []}
    """
    found: dict[str, Any] = {}
    for node in _statements(source):
        if not isinstance(node, ast.Assign):
            continue
        try:
            value = ast.literal_eval(node.value)
        except ValueError:
            continue
        for target in node.targets:
            if isinstance(target, ast.Name):
                found[target.id] = value
            elif isinstance(target, ast.Tuple) and isinstance(value, tuple):
                pairs = zip(target.elts, value, strict=False)
                found |= {name.id: part for name, part in pairs if isinstance(name, ast.Name)}
    return found


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
