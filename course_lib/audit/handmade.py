"""Scores that a notebook makes by hand: ``(model.predict(x).argmax(1) == y).mean()``."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from course_lib.audit.reading import Call, Reading, read

__all__ = ["Score", "scores_in"]

_SUMMING: tuple[str, ...] = ("mean", "sum", "average", "count_nonzero", "median", "nanmean", "std")
_SUMMING += ("reduce_mean", "reduce_sum", "norm", "fmean", "var")
_PAIRED = ("equal", "not_equal", "subtract")
_THROUGH: tuple[str, ...] = ("astype", "cast", "float", "int", "list", "array", "asarray", "numpy")
_THROUGH += ("abs", "square", "sqrt", "power", "absolute", "not_equal", "equal", "item", "ravel")


class Score(NamedTuple):
    """Two sides that are compared, each by the calls that its values come from.

    Parameters
    ----------
    left, right : frozenset of Call
        As ``model.predict(x)``; empty for what comes from no call, as labels.
    named : tuple of str
        The variable that each side is, as ``y_test``; empty for what is none.
    equal : bool
        Whether it is asked if they are equal, as classes are; else they are subtracted.
    """

    left: frozenset[Call]
    right: frozenset[Call]
    named: tuple[str, str] = ("", "")
    equal: bool = True

    def against(self, call: Call) -> tuple[frozenset[Call], str] | None:
        """Return what a call's values are compared with: by its calls, and by its name."""
        if call in self.left:
            return self.right, self.named[1]
        return (self.left, self.named[0]) if call in self.right else None


def scores_in(sources: Mapping[int, str]) -> list[Score]:
    """Return the comparisons whose mean or sum is taken.

    What is compared with a constant, or with the variable of a loop, is no score; nor is what is
    averaged before it is compared a score of each of its parts.

    Parameters
    ----------
    sources : mapping of int to str
        Text of the cells; what is no Python is passed over.

    Returns
    -------
    list of Score
        One a comparison.

    Examples
    --------
    >>> found = scores_in({1: "p = m.predict(x)", 2: "(p == y).mean(), (p == 3).mean()"})
    >>> [(sorted(map(tuple, one.left)), one.named) for one in found]
    [([(1, 1, 16)], ('p', 'y'))]
    """
    reading = read(sources)
    return [
        Score(
            reading.calls_behind(left),
            reading.calls_behind(right),
            (_named(left), _named(right)),
            not isinstance(node, ast.BinOp) and not _is_call(node, "subtract"),
        )
        for node, left, right in _compared(reading.nodes())
        if not _fixed(reading, left) and not _fixed(reading, right) and _summed(reading, node)
    ]


def _compared(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.AST, ast.expr, ast.expr]]:
    for node in nodes:
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
            if len(node.ops) == 1:
                yield node, node.left, node.comparators[0]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield node, node.left, node.right
        elif isinstance(node, ast.Call) and _called(node) in _PAIRED and len(node.args) == 2:
            yield node, node.args[0], node.args[1]


def _fixed(reading: Reading, side: ast.expr) -> bool:
    """Whether a side is one value for all rows."""
    if isinstance(side, ast.Constant):
        return True
    return isinstance(side, ast.Name) and reading.counts(side)


def _is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and _called(node) == name


def _named(side: ast.expr) -> str:
    return side.id if isinstance(side, ast.Name) else ""


def _summed(reading: Reading, node: ast.AST, seen: frozenset[ast.AST] = frozenset()) -> bool:
    """Whether a mean or a sum is taken of a comparison, here or where its name is used."""
    parent = reading.parent(node)
    while parent is not None:
        if isinstance(parent, ast.Attribute):
            if parent.attr in _SUMMING:
                return True
        elif isinstance(parent, ast.Call):
            name = _called(parent)
            if name in _SUMMING and node is not parent.func:
                return True
            if name not in _THROUGH:
                return False
        elif isinstance(parent, ast.AugAssign):
            return True
        elif isinstance(parent, ast.Subscript):
            if node is not parent.value:
                return False
        elif isinstance(parent, ast.If):
            return node is parent.test and any(isinstance(e, ast.AugAssign) for e in parent.body)
        elif isinstance(parent, ast.Assign):
            return parent not in seen and any(
                _summed(reading, use, seen | {parent})
                for target in parent.targets
                if isinstance(target, ast.Name)
                for use in reading.uses(target)
            )
        elif not isinstance(
            parent,
            (ast.BinOp, ast.UnaryOp, ast.ListComp, ast.GeneratorExp, ast.List),
        ):
            return False
        node, parent = parent, reading.parent(parent)
    return False


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
