"""Where values come from, by the text of a notebook."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["CHOOSES", "Call", "Function", "Reading", "called", "read", "returned"]

CHOOSES = re.compile(r"\bmax\(|\bmin\(|argmax|argmin|idxmax|idxmin|sorted\(|\bbest")  # of several

_KEEPS: tuple[str, ...] = (
    "argmax",
    "round",
    "rint",
    "astype",
    "asarray",
    "array",
    "squeeze",
    "int",
)
_KEEPS += ("ravel", "flatten", "reshape", "numpy", "copy", "cast", "tolist", "list", "to_numpy")
_KEEPS += ("greater", "where", "cpu", "detach", "sorted", "reversed", "values", "float", "bool")
_COUNTING = ("range", "unique", "arange", "set", "sorted")
_MOST = 400  # steps from a value to where it comes from
_DEEP = 4  # containers in containers

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Call(NamedTuple):
    """A call, by where it ends.

    Parameters
    ----------
    cell, line, column : int
        As Python's own positions of code count them.
    """

    cell: int
    line: int
    column: int


class _Bound(NamedTuple):
    """What a name stands for: an expression, or what is in it or holds it."""

    node: ast.expr
    level: int  # 1 for its elements, -1 for what it is an element of
    item: int | None = None  # where several names share it


class _Scope:
    """Names of the notebook, or of one of its functions."""

    def __init__(self, outer: _Scope | None = None) -> None:
        self.outer = outer
        self.bound: dict[str, list[_Bound]] = {}
        self.functions: dict[str, list[tuple[Function, _Scope]]] = {}
        self.used: dict[str, list[ast.Name]] = {}

    def owner(self, name: str) -> _Scope | None:
        """Return the scope in which a name has its value."""
        if name in self.bound or name in self.functions:
            return self
        return self.outer.owner(name) if self.outer is not None else None


class Reading:
    """Cells that were read as one program."""

    def __init__(self) -> None:
        self._of: dict[ast.AST, tuple[int, ast.AST | None, _Scope]] = {}
        self._all = _Scope()

    def nodes(self) -> Iterator[ast.AST]:
        """Yield all parts of all cells."""
        yield from self._of

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return what a part stands in."""
        return self._of[node][1]

    def holds(self, node: ast.AST) -> bool:
        """Return whether a node is a part of the cells that was entered."""
        return node in self._of

    def end(self, node: ast.AST) -> Call:
        """Return where a part ends; of an ``if`` its test."""
        part = node.test if isinstance(node, ast.If) else node
        line, column = getattr(part, "end_lineno", None), getattr(part, "end_col_offset", None)
        return Call(self._of[node][0], line or 0, column or 0)

    def function(self, node: ast.AST) -> Function | None:
        """Return the function of the notebook in which a part stands."""
        parent = self.parent(node)
        while parent is not None and not isinstance(parent, Function):
            parent = self.parent(parent)
        return parent

    def values(self, name: ast.Name) -> list[tuple[ast.expr, int | None]]:
        """Return all that a name stands for, holds, or is held by, and which item of it."""
        owner = self._of[name][2].owner(name.id)
        bound = [] if owner is None else owner.bound.get(name.id, [])
        return [(one.node, one.item) for one in bound]

    def called(self, call: ast.Call) -> list[Function]:
        """Return the notebook's own functions of the name that is called."""
        owner = self._of[call][2].owner(called(call))
        return [] if owner is None else [one for one, _ in owner.functions.get(called(call), ())]

    def uses(self, name: ast.Name) -> list[ast.Name]:
        """Return where the value of a name is used."""
        owner = self._of[name][2].owner(name.id)
        return [] if owner is None else owner.used.get(name.id, [])

    def counts(self, name: ast.Name) -> bool:
        """Whether a name is that of a loop over numbers or classes."""
        owner = self._of[name][2].owner(name.id)
        bound = [] if owner is None else owner.bound.get(name.id, [])
        return any(
            one.level == 1
            and (
                (isinstance(one.node, ast.Call) and called(one.node) in _COUNTING)
                or isinstance(one.node, (ast.Tuple, ast.List))
            )
            for one in bound
        )

    def calls_behind(self, value: ast.expr) -> frozenset[Call]:
        """Return the calls that an expression has its values from, one value a row.

        Parameters
        ----------
        value : ast.expr
            Of a cell that was read.

        Returns
        -------
        frozenset of Call
            Not those whose values are averaged, added or stacked first.
        """
        return frozenset(self._behind(value, 0, set()))

    def _behind(self, node: ast.AST, level: int, seen: set[tuple[ast.AST, int]]) -> Iterator[Call]:
        if (node, level) in seen or not 0 <= level <= _DEEP or len(seen) > _MOST:
            return
        if node not in self._of:
            return
        seen.add((node, level))
        for part, at in self._parts(node, level):
            yield from self._behind(part, at, seen)
        if isinstance(node, ast.Call) and called(node) not in _KEEPS:
            line, column = node.end_lineno, node.end_col_offset
            if line is not None and column is not None:
                yield Call(self._of[node][0], line, column)

    def _parts(self, node: ast.AST, level: int) -> Iterator[tuple[ast.AST, int]]:
        """Yield what an expression has its values from, and how deep in it they are."""
        scope = self._of[node][2]
        if isinstance(node, ast.Name):
            owner = scope.owner(node.id)
            for one in owner.bound.get(node.id, ()) if owner is not None else ():
                yield one.node, level + one.level
        elif isinstance(node, ast.Call):
            if called(node) in _KEEPS:
                yield from ((part, level) for part in node.args[:1])
                if isinstance(node.func, ast.Attribute):
                    yield node.func.value, level
            elif isinstance(node.func, ast.Name):
                owner = scope.owner(node.func.id)
                known = owner.functions.get(node.func.id, ()) if owner is not None else ()
                for function, _ in known:
                    yield from ((value, level) for value in returned(function))
        elif isinstance(node, ast.Subscript):
            yield from ((node.value, at) for at in (level, level + 1))
        elif isinstance(node, ast.Compare) and isinstance(node.comparators[0], ast.Constant):
            if not isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
                yield node.left, level
        elif isinstance(node, ast.BinOp):
            if isinstance(node.left, ast.Constant):
                yield node.right, level
            elif isinstance(node.right, ast.Constant):
                yield node.left, level
        elif isinstance(node, ast.IfExp):
            yield from ((part, level) for part in (node.body, node.orelse))
        elif isinstance(node, ast.NamedExpr) or (
            isinstance(node, ast.Attribute) and node.attr in ("values", "T")
        ):
            yield node.value, level
        elif level and isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            yield from ((part, level - 1) for part in node.elts)
        elif level and isinstance(node, ast.Dict):
            yield from ((part, level - 1) for part in node.values)
        elif level and isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
            yield node.elt, level - 1
        elif level and isinstance(node, ast.DictComp):
            yield node.value, level - 1

    def add(self, tree: ast.AST, cell: int) -> None:
        """Read a cell."""
        self._enter(tree, None, self._all, cell)

    def join(self) -> None:
        """Give parameters of the notebook's own functions what they are called with."""
        for node in list(self._of):
            if not isinstance(node, ast.Call):
                continue
            owner = self._of[node][2].owner(called(node))
            for function, inside in owner.functions.get(called(node), ()) if owner else ():
                names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
                names = names[1:] if names[:1] == ["self"] else names
                given = [*zip(names, node.args, strict=False)]
                given += [(one.arg, one.value) for one in node.keywords if one.arg]
                for name, value in given:
                    inside.bound.setdefault(name, []).append(_Bound(value, 0))

    def _enter(self, node: ast.AST, parent: ast.AST | None, scope: _Scope, cell: int) -> None:
        self._of[node] = cell, parent, scope
        inside = scope
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            inside = _Scope(scope)
            for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                inside.bound.setdefault(one.arg, [])
            named = getattr(node, "name", None)
            if named is None and isinstance(parent, ast.Assign):
                named = getattr(parent.targets[0], "id", None)
            if named is not None:
                scope.functions.setdefault(named, []).append((node, inside))
        for name, bound in _bindings(node):
            scope.bound.setdefault(name, []).append(bound)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            scope.used.setdefault(node.id, []).append(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.expr_context, ast.operator, ast.cmpop)):
                continue  # one object for all
            self._enter(child, node, inside, cell)


def read(sources: Mapping[int, str]) -> Reading:
    """Return cells as one program.

    Parameters
    ----------
    sources : mapping of int to str
        Text of the cells, by number.

    Returns
    -------
    Reading
        Of those that are Python, lines of magics apart.
    """
    reading = Reading()
    for cell, text in sources.items():
        try:
            tree = ast.parse(re.sub(r"^\s*[%!].*$", "", text, flags=re.M))
        except (SyntaxError, ValueError):
            continue
        reading.add(tree, cell)
    reading.join()
    return reading


def called(call: ast.Call) -> str:
    """Return the name of what is called, without that of its module or object."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def returned(function: Function) -> Iterator[ast.expr]:
    """Yield what a function returns."""
    if isinstance(function, ast.Lambda):
        yield function.body
        return
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value


def _bindings(node: ast.AST) -> Iterator[tuple[str, _Bound]]:
    """Yield the names that a statement gives a value to, and which."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target, node.value, 0)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr, ast.AugAssign)):
        added = not isinstance(node, ast.AugAssign) or isinstance(node.value, ast.List)
        if node.value is not None and added:
            yield from _targets(node.target, node.value, 0)
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        yield from _targets(node.target, node.iter, 1)
    elif isinstance(node, ast.Call) and called(node) == "append" and node.args:
        held = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(held, ast.Name):
            yield held.id, _Bound(node.args[0], -1)


def _targets(target: ast.expr, value: ast.expr, level: int) -> Iterator[tuple[str, _Bound]]:
    if isinstance(target, ast.Name):
        yield target.id, _Bound(value, level)
    elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and not level:
        yield target.value.id, _Bound(value, -1)
    elif isinstance(target, (ast.Tuple, ast.List)):
        parts = _unpacked(value, level, len(target.elts))
        for n, (one, (part, at)) in enumerate(zip(target.elts, parts, strict=True)):
            for name, bound in _targets(one, part, at):
                shared = part is value and bound.item is None
                yield name, bound._replace(item=n) if shared else bound


def _unpacked(value: ast.expr, level: int, n: int) -> list[tuple[ast.expr, int]]:
    """Return the parts of a value that several names share."""
    if not level and isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == n:
        return [(one, 0) for one in value.elts]
    if level and isinstance(value, ast.Call):
        if called(value) == "zip" and len(value.args) == n:
            return [(one, level) for one in value.args]
        if called(value) == "enumerate" and value.args and n == 2:
            return [(ast.Constant(0), 0), (value.args[0], level)]
        if called(value) == "items" and isinstance(value.func, ast.Attribute) and n == 2:
            return [(ast.Constant(0), 0), (value.func.value, level)]
    return [(value, level + 1)] * n
