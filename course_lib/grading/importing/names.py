"""The names of a notebook's code: what a test may ask for."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass, field

__all__ = ["Convertible", "NotConvertibleError", "called", "defined_in", "imported", "stored"]


class NotConvertibleError(ValueError):
    """Why a test cannot be a check."""


@dataclass(frozen=True)
class Convertible:
    """What a notebook defines, by which a test's names are told.

    Parameters
    ----------
    functions, values, classes : set of str
        Names at the top level of its code cells.
    imports : dict of str to str
        The line that imports a name.
    """

    functions: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    imports: dict[str, str] = field(default_factory=dict)


def defined_in(sources: Collection[str]) -> Convertible:
    r"""Return what code cells define at their top level.

    Parameters
    ----------
    sources : collection of str
        Of cells that are no tests; those that are not Python alone are passed over.

    Returns
    -------
    Convertible
        Names by what they are.

    Examples
    --------
    >>> known = defined_in(["import numpy as np\ndef f(x): return x\nrate, n = 0.1, 3"])
    >>> known.functions, sorted(known.values), known.imports
    ({'f'}, ['n', 'rate'], {'np': 'import numpy as np'})
    """
    known = Convertible()
    for source in sources:
        try:
            tree = ast.parse(_plain(source))
        except SyntaxError:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                known.functions.add(node.name)
            elif isinstance(node, ast.ClassDef):
                known.classes.add(node.name)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                known.imports.update(imported(node))
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                known.functions.update(stored(node))
            else:
                known.values.update(stored(node))
    known.values.difference_update(known.functions | known.classes | set(known.imports))
    return known


def called(node: ast.Call) -> str:
    """Return the name of what is called; the last one of a path."""
    func = node.func
    return func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")


def imported(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Return the line that imports each of its names."""
    start = f"from {node.module} import " if isinstance(node, ast.ImportFrom) else "import "
    return {
        (one.asname or one.name.partition(".")[0]): start
        + (f"{one.name} as {one.asname}" if one.asname else one.name)
        for one in node.names
        if one.name != "*"
    }


def stored(node: ast.AST) -> set[str]:
    """Return the names that a statement binds where it stands, not inside of functions."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and _stores(one)}


def _stores(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store | ast.Del)


def _plain(source: str) -> str:
    """Return a cell's code without the lines that are IPython's alone."""
    lines = source.split("\n")
    return "\n".join("" if one.lstrip().startswith(("%", "!")) else one for one in lines)
