"""The scores behind an expression of a notebook, however they got there."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from course_lib.audit.reading import Call, Function, Reading, called, returned

__all__ = ["Behind", "Items", "constant", "given", "is_counter", "together"]

_NO_VALUE = ("len", "str", "repr", "range", "type", "keys", "zeros_like", "isfinite", "isnan")
_DIFFERS = (ast.Eq, ast.NotEq)
_WHOLE = ("values", "iloc", "loc", "T", "get", "items", "append")
_DEEP = 3  # items of items
_MOST = 2000  # steps from a value to the calls behind it

Items = tuple[str | int, ...]


class _Step(NamedTuple):
    """An expression on the way from a value to where it comes from."""

    node: ast.AST
    items: Items = ()
    compared: bool = False  # by now: of answers only what is compared is a score
    entered: bool = False  # through a call, whose arguments are looked at there


class Behind:
    """Finds the scores behind an expression, however they got there."""

    def __init__(
        self, reading: Reading, scores: Collection[Call], answers: Collection[Call]
    ) -> None:
        self._reading = reading
        self._scores, self._answers = frozenset(scores), frozenset(answers)

    def of(self, parts: Collection[tuple[ast.AST, Items]]) -> frozenset[Call]:
        """Return all calls on the way, if scores are among them.

        Parameters
        ----------
        parts : collection of tuple
            An expression, and which item of it, of this item, and so on, is meant.

        Returns
        -------
        frozenset of Call
            Those of the notebook's own functions as well, which tell calls of one score apart.
        """
        met: set[Call] = set()
        seen: set[_Step] = set()
        asked = [_Step(part, items) for part, items in parts]
        scored = False
        while asked and len(seen) < _MOST:
            step = asked.pop()
            if step in seen or not self._reading.holds(step.node):
                continue
            seen.add(step)
            call = self._reading.end(step.node) if isinstance(step.node, ast.Call) else None
            if call is not None and (step.compared or call not in self._answers):
                met.add(call)
                if call in self._scores | self._answers:
                    scored = True
                    continue
            asked += self._next(step)
        return frozenset(met) if scored else frozenset()

    def _next(self, step: _Step) -> Iterator[_Step]:
        """Yield the parts; of functions that are called what they return, by these arguments."""
        node = step.node
        compared = step.compared or _compares(node)
        own = self._reading.called(node) if isinstance(node, ast.Call) else []
        if isinstance(node, ast.Name) and step.entered:
            function = self._reading.function(node)
            if function is not None and node.id in _parameters(function):
                return
        for function in own:
            yield from (_Step(v, step.items, compared, True) for v in returned(function))
        compared |= any(_compares(one) for function in own for one in ast.walk(function))
        for part, items in self._parts(node, step.items):
            yield _Step(part, items[:_DEEP], compared, step.entered)

    def _parts(self, node: ast.AST, items: Items) -> Iterator[tuple[ast.AST, Items]]:
        """Yield what an expression has its value from."""
        if isinstance(node, ast.Name):
            for part, item in self._reading.values(node):
                yield part, items if item is None else (item, *items)
        elif isinstance(node, ast.Call):
            if called(node) in _NO_VALUE or any(is_counter(one) for one in node.args):
                return
            named = {one.arg: one.value for one in node.keywords}
            yield from _item(named, items) or together(given(node), items)
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            keyed = {getattr(one, "value", None): part for one, part in pairs}
            yield from _item(keyed, items) or together(node.values, items)
        elif isinstance(node, ast.Tuple):
            yield from _item(dict(enumerate(node.elts)), items) or together(node.elts, items)
        elif isinstance(node, ast.Subscript):
            own = constant(node.slice)
            yield node.value, items if own is None else (own, *items)
        elif isinstance(node, ast.Attribute):
            yield node.value, items if node.attr in _WHOLE else (node.attr, *items)
        elif isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
            yield node.elt, items
        elif isinstance(node, ast.DictComp):
            yield node.value, items
        elif isinstance(node, ast.IfExp):
            yield from together((node.body, node.orelse), items)
        elif isinstance(node, ast.Lambda):
            yield node.body, items
        else:
            yield from together(ast.iter_child_nodes(node), items)


def _compares(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return isinstance(node.ops[0], _DIFFERS)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)


def _parameters(function: Function) -> set[str]:
    arguments = function.args
    return {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def together(parts: Iterable[ast.AST], items: Items) -> list[tuple[ast.AST, Items]]:
    """Return parts of which the same items are meant."""
    return [(part, items) for part in parts]


def _item(named: Mapping[Any, ast.AST], items: Items) -> list[tuple[ast.AST, Items]]:
    """Return the part that is meant; none where it has none of these names."""
    for n, item in enumerate(items):
        if item in named:
            return [(named[item], items[n + 1 :])]
    return []


def constant(node: ast.AST) -> str | int | None:
    """Return the name or number that is written there."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, (str, int)) else None


def is_counter(node: ast.AST) -> bool:
    """Whether a function is passed on that makes no score of one: ``map(len, names)``."""
    return isinstance(node, ast.Name) and node.id in _NO_VALUE


def given(node: ast.Call) -> list[ast.AST]:
    """Return the arguments of a call, and what its method is one of."""
    values: list[ast.AST] = [*node.args, *(one.value for one in node.keywords)]
    return [*values, node.func.value] if isinstance(node.func, ast.Attribute) else values
