"""Where the text of a notebook takes the best of several values, and reports how they spread."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from course_lib.audit.reading import Call, Reading, called, read
from course_lib.audit.scores_behind import (
    Behind,
    Items,
    constant,
    given,
    is_counter,
    together,
)

__all__ = ["Choice", "choices_in"]

_LARGEST = ("max", "min", "nanmax", "nanmin", "amax", "amin")
_WHERE = ("argmax", "argmin", "nanargmax", "nanargmin", "idxmax", "idxmin")
_ORDERS = ("sorted", "sort", "sort_values", "argsort", "nlargest", "nsmallest", "most_common")
_SPREADS: tuple[str, ...] = ("std", "nanstd", "var", "stdev", "pstdev", "sem", "ptp", "describe")
_SPREADS += ("boxplot", "violinplot", "errorbar", "percentile", "quantile", "nanpercentile")
_ORDERED = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)
_ENDS = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Return, ast.FormattedValue, ast.Subscript)


class Choice(NamedTuple):
    """One place where the best is taken.

    Parameters
    ----------
    at : Call
        Where it ends.
    calls : frozenset of Call
        That the compared values come from.
    anywhere : bool
        Whether it stands in a function, which may be called later than what stands below it.
    """

    at: Call
    calls: frozenset[Call]
    anywhere: bool


def choices_in(
    sources: Mapping[int, str], scores: Collection[Call], answers: Collection[Call]
) -> tuple[list[Choice], frozenset[Call]]:
    r"""Return where the best of some scores is taken, and the scores whose spread is computed.

    Parameters
    ----------
    sources : mapping of int to str
        Text of the cells; what is no Python is passed over.
    scores : collection of Call
        Calls that give scores, as ``model.score(x, y)``.
    answers : collection of Call
        Calls that give predictions, of which scores are made by hand.

    Returns
    -------
    choices : list of Choice
        By ``max``, ``argmax``, the first of ``sorted``, or ``if score > best: best = score``.
    spread : frozenset of Call
        Scores of which a deviation, a range or the like is computed.

    Examples
    --------
    >>> text = "for m in models:\n    a = m.score(x, y)\n    if a > top: top, kept = a, m"
    >>> found, _ = choices_in({1: text}, [Call(1, 2, 21)], [])
    >>> [(tuple(one.at), [tuple(call) for call in one.calls]) for one in found]
    [((1, 3, 14), [(1, 2, 21)])]
    """
    reading = read(sources)
    behind = Behind(reading, scores, answers)
    found: list[Choice] = []
    spread: set[Call] = set()
    plain: dict[str, set[Call]] = {"max": set(), "min": set()}
    for node in reading.nodes():
        calls = behind.of(_compared(reading, node))
        if calls:
            found.append(Choice(reading.end(node), calls, reading.function(node) is not None))
        if isinstance(node, ast.Call):
            if called(node) in _SPREADS or (called(node) == "agg" and "std" in _said(node)):
                spread |= behind.of(together(given(node), ()))
            if called(node) in _LARGEST and not node.keywords:
                kind = called(node).removeprefix("nan").removeprefix("a")
                plain[kind] |= behind.of(together(given(node), ()))
    return found, frozenset(spread | (plain["max"] & plain["min"]))


def _compared(reading: Reading, node: ast.AST) -> list[tuple[ast.AST, Items]]:
    """Return the expressions of which a statement or a call takes the best."""
    if isinstance(node, ast.If):
        return together(_running(node), ())
    if not isinstance(node, ast.Call):
        return []
    name = called(node)
    if name in _WHERE:
        method = isinstance(node.func, ast.Attribute) and not _is_module(node.func.value)
        along = len(node.args) > (not method) or any(one.arg == "axis" for one in node.keywords)
        return [] if along else together(given(node), ())
    if name in _ORDERS and not _first_taken(reading, node):
        return []
    if name in _LARGEST or name in _ORDERS:
        if name in _LARGEST and not _kept(reading, node):
            return []
        return _keyed(node)
    return []


def _keyed(node: ast.Call) -> list[tuple[ast.AST, Items]]:
    """Return what is compared, by the item that a key or the name of a column tells."""
    key = next((one.value for one in node.keywords if one.arg in ("key", "by")), None)
    values = [part for part in given(node) if part is not key]
    if key is None:
        told = [constant(part) for part in node.args]
        return together(values, tuple(one for one in told if one is not None)[:1] or (0,))
    if any(is_counter(one) for one in ast.walk(key)):
        return []
    if isinstance(key, ast.Lambda) and any(isinstance(one, ast.Call) for one in ast.walk(key)):
        return [(key, ())]
    told = [constant(one.slice) for one in ast.walk(key) if isinstance(one, ast.Subscript)]
    told += [one.attr for one in ast.walk(key) if isinstance(one, ast.Attribute)]
    told += [constant(one) for one in (key.args if isinstance(key, ast.Call) else [key])]
    items = tuple(one for one in told if one is not None)[:1]
    return [(key, ()), *together(values, items)]


def _running(node: ast.If) -> Iterator[ast.expr]:
    """Yield what is compared with a name that becomes it: ``if score > best: best = score``."""
    become = {_base(target) for one in node.body for target in _changed(one)} - {""}
    for test in ast.walk(node.test):
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], _ORDERED):
            left, right = test.left, test.comparators[0]
            if _base(right) in become and _base(left) not in become:
                yield left
            elif _base(left) in become and _base(right) not in become:
                yield right


def _changed(statement: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    elif isinstance(statement, ast.AnnAssign):
        yield statement.target
    elif isinstance(statement, ast.Expr):
        function = getattr(statement.value, "func", None)
        if isinstance(function, ast.Attribute):  # best.update(...)
            yield function.value


def _base(node: ast.AST) -> str:
    """Return the name that is changed where an item of it is."""
    while isinstance(node, (ast.Subscript, ast.Starred)):
        node = node.value
    return ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""


def _kept(reading: Reading, node: ast.AST) -> bool:
    """Whether a largest value is kept, printed or returned, and not the limit of an axis."""
    parent: ast.AST | None = reading.parent(node)
    while parent is not None and not isinstance(parent, _ENDS):
        if isinstance(parent, ast.Call) and called(parent) == "print":
            return True
        if isinstance(parent, ast.Call) and called(parent) not in ("float", "round", "int"):
            return isinstance(parent.func, ast.Attribute) and node is parent.func.value
        node, parent = parent, reading.parent(parent)
    return parent is not None


def _first_taken(reading: Reading, node: ast.AST) -> bool:
    """Whether the first or the last of ordered values is taken, here or by their name."""
    parent = reading.parent(node)
    if isinstance(parent, ast.Attribute) and parent.attr in ("iloc", "index", "values"):
        return _first_taken(reading, parent)
    if isinstance(parent, ast.Attribute) and parent.attr in ("head", "tail"):
        call = reading.parent(parent)
        return isinstance(call, ast.Call) and [getattr(a, "value", 0) for a in call.args] == [1]
    if isinstance(parent, ast.Subscript) and node is parent.value:
        return ast.unparse(parent.slice) in ("0", "-1")
    if isinstance(parent, ast.Assign) and node is parent.value:
        names = [one for one in parent.targets if isinstance(one, ast.Name)]
        tuples = [one for one in parent.targets if isinstance(one, (ast.Tuple, ast.List))]
        return bool(tuples) or any(_first_taken(reading, u) for n in names for u in reading.uses(n))
    if isinstance(node, ast.Call) and called(node) == "sort" and isinstance(parent, ast.Expr):
        held = node.func.value if isinstance(node.func, ast.Attribute) else None
        return isinstance(held, ast.Name) and any(
            _first_taken(reading, use) for use in reading.uses(held) if use is not held
        )
    return False


def _said(node: ast.Call) -> set[object]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}


def _is_module(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "tf", "torch", "jnp", "ops")
