"""What a change in one cell of a notebook can reach, and which cells a name needs."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Collection, Iterator, Sequence

__all__ = ["Cells"]

_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


class Cells:
    """Code cells in the order in which they run.

    Parameters
    ----------
    sources : sequence of str
        Their code. One that is not plain Python is taken to need and to bind everything.

    Examples
    --------
    >>> cells = Cells(["import math", "def f(x): return math.pi * x", "y = f(2)", "z = 3"])
    >>> sorted(cells.reached({1})), sorted(cells.needed({"f"}))
    (['f', 'y'], [0, 1])
    """

    def __init__(self, sources: Sequence[str]) -> None:
        trees = [_tree(source) for source in sources]
        self._opaque = {at for at, tree in enumerate(trees) if tree is None}
        self._bound = [set() if tree is None else set(_bound(tree)) for tree in trees]
        self._used = [
            set() if tree is None else _used(source)
            for tree, source in zip(trees, sources, strict=True)
        ]

    def binding(self, names: Collection[str]) -> list[int]:
        """Return the numbers of the cells that bind one of some names."""
        return [at for at, bound in enumerate(self._bound) if bound & set(names)]

    def bound(self, at: int) -> set[str]:
        """Return the names that a cell binds."""
        return self._bound[at]

    def reached(self, changed: Collection[int]) -> set[str]:
        """Return the names whose value may be another when cells have changed.

        Parameters
        ----------
        changed : collection of int
            Numbers of cells.

        Returns
        -------
        set of str
            What these cells bind, what others make of that, and so on.
        """
        if self._opaque & set(changed):
            return set().union(*self._bound)
        names = set().union(*(self._bound[at] for at in changed))
        while True:
            pairs = zip(self._bound, self._used, strict=True)
            grown = names.union(*(bound for bound, used in pairs if used & names))
            if grown == names:
                return names
            names = grown

    def needed(self, names: Collection[str]) -> set[int]:
        """Return the cells that must run so that names have their values.

        Parameters
        ----------
        names : collection of str
            Names of the notebook.

        Returns
        -------
        set of int
            Numbers of cells.
        """
        wanted, cells = set(names), set(self._opaque)
        while True:
            more = {at for at, bound in enumerate(self._bound) if bound & wanted} - cells
            if not more:
                return cells
            cells |= more
            wanted = wanted.union(*(self._used[at] for at in more))


def _tree(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def _bound(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a cell binds, or whose object it changes by a method."""
    for node in _outside_of_functions(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
            case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
                yield from _root(node)
            case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
                yield from _root(method)


def _outside_of_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, _SCOPES):
            yield from _outside_of_functions(node)


def _root(node: ast.AST) -> Iterator[str]:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id


def _used(source: str) -> set[str]:
    """Return the names of the notebook that a cell reads, in functions too, but not their own."""
    top = symtable.symtable(source, "cell", "exec")
    used = {one.get_name() for one in top.get_symbols() if one.is_referenced()}
    inner = list(top.get_children())
    while inner:
        scope = inner.pop()
        inner += scope.get_children()
        symbols = scope.get_symbols()
        used |= {one.get_name() for one in symbols if one.is_global() and one.is_referenced()}
    return used
