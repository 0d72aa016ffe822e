"""Small changes to any Python code, each a mistake that somebody makes.

The list is that of cosmic-ray (https://github.com/sixty-north/cosmic-ray), written on Python's own
syntax tree: its package would bring a web client, Git and a database to each installation.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from course_lib.grading.proof.source import Edit, Source

__all__ = ["GENERAL"]

Operator = Callable[[Source, ast.AST], Iterator[Edit]]

_ARITHMETIC = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "//"),
    ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
_TURNED = {
    ast.Lt: ("<", ">"),
    ast.LtE: ("<=", ">="),
    ast.Gt: (">", "<"),
    ast.GtE: (">=", "<="),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
_BOUNDARY = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
}
_OWN = {"axis", "ddof", "keepdims"}  # `numerical` changes them in its own way


def _arithmetic(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: ``a + b`` becomes ``a - b``; ``a - b`` also ``b - a``."""
    if not isinstance(node, ast.BinOp) or type(node.op) not in _ARITHMETIC:
        return
    old, new = _ARITHMETIC[type(node.op)]
    yield source.between("arithmetic", node.left, node.right, old, new)
    if isinstance(node.op, ast.Sub | ast.Div):
        left, right = source.code(node.left), source.code(node.right)
        yield source.replaced("order", node, f"{right} {old} {left}")


def _comparison(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: ``a < b`` becomes ``a > b``, and ``a <= b``."""
    if not isinstance(node, ast.Compare):
        return
    sides = [node.left, *node.comparators]
    for at, operator in enumerate(node.ops):
        for kind, table in (("comparison", _TURNED), ("boundary", _BOUNDARY)):
            if type(operator) in table:
                yield source.between(kind, sides[at], sides[at + 1], *table[type(operator)])


def _logic(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: ``a and b`` becomes ``a or b``; a condition is turned, a sign forgotten."""
    if isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        yield source.between("logic", node.values[0], node.values[1], old, new)
    if isinstance(node, ast.UnaryOp):
        kind = "not" if isinstance(node.op, ast.Not) else "sign"
        yield source.replaced(kind, node, source.code(node.operand))
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        yield from _negated(source, node.test)
    if isinstance(node, ast.comprehension):
        for condition in node.ifs:
            yield from _negated(source, condition)


def _negated(source: Source, test: ast.expr) -> Iterator[Edit]:
    if not isinstance(test, ast.Compare) and not (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    ):
        yield source.replaced("not", test, f"not {source.code(test)}")


def _constant(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: a number becomes the next ones, or ten times as much; a text becomes empty."""
    if not isinstance(node, ast.Constant) or _in_name(source, node):
        return
    parent = source.parents.get(node)
    if isinstance(parent, ast.keyword) and parent.arg in _OWN:
        return
    value = node.value
    if isinstance(value, bool):
        yield source.replaced("constant", node, str(not value))
    elif isinstance(value, int):
        # An epoch more is no mistake that anybody makes, ten times as many are.
        setting = isinstance(parent, ast.keyword) and value > 3
        for other in (value * 2, value // 2) if setting else (value + 1, value - 1):
            yield source.replaced("constant", node, str(other))
    elif isinstance(value, float):
        yield source.replaced("constant", node, f"{value * 10 or 1.0:.12g}")
    elif isinstance(value, str) and value and isinstance(parent, ast.keyword | ast.Assign):
        yield source.replaced("text", node, '""')


def _in_name(source: Source, node: ast.AST) -> bool:
    """Return whether a constant is part of a formatted text, where it has no place of its own."""
    return any(isinstance(one, ast.JoinedStr) for one in source.above(node))


def _argument(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: a keyword is left out of a call."""
    if not isinstance(node, ast.Call):
        return
    parts = [*node.args, *node.keywords]
    for keyword in node.keywords:
        at = parts.index(keyword)
        if keyword.arg is None or keyword.arg in _OWN - {"keepdims"}:
            continue
        if at > 0:
            start, end = source.end(parts[at - 1]), source.end(keyword)
        elif len(parts) > 1:
            start, end = source.start(keyword), source.start(parts[1])
        else:
            start, end = source.start(keyword), source.end(keyword)
        yield Edit("argument", start, end, "")


def _statement(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: a statement is forgotten whose names are there without it."""
    call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    part = isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name | ast.Tuple)
    if call or part or isinstance(node, ast.AugAssign) or _rebinds(source, node):
        rest = source.text[source.end(node) :].partition("\n")[0]
        line = source.text[source.start(node) :].partition("\n")[0]
        # The comment tells one forgotten line from another, where one is to be marked.
        yield source.replaced("statement", node, "pass" if rest.strip() else f"pass  # {line}")


def _rebinds(source: Source, node: ast.AST) -> bool:
    """Return whether a statement gives a value to a name that has one."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return False
    scope = source.function(node) or source.tree
    arguments = {one.arg for one in ast.walk(scope) if isinstance(one, ast.arg)}
    before = {
        one.id
        for one in ast.walk(scope)
        if isinstance(one, ast.Name)
        and isinstance(one.ctx, ast.Store)
        and one.lineno < node.lineno
        and source.function(one) is source.function(node)
    }
    return node.targets[0].id in arguments | before


def _ends(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: a loop, a range or a slice ends one too early."""
    if isinstance(node, ast.For | ast.comprehension):
        shorter = f"list({source.text[source.start(node.iter) : source.end(node.iter)]})[:-1]"
        yield source.replaced("off by one", node.iter, shorter)
    bounds: list[ast.expr | None] = []
    if isinstance(node, ast.Slice):
        bounds = [node.lower, node.upper]
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "range":
        bounds = [*node.args]
    for bound in bounds:
        if bound is not None and not isinstance(bound, ast.Constant | ast.UnaryOp):
            yield source.replaced("off by one", bound, f"{source.code(bound)} - 1")


GENERAL: tuple[Operator, ...] = (
    _arithmetic,
    _comparison,
    _logic,
    _constant,
    _argument,
    _statement,
    _ends,
)
