"""Small changes to code with arrays: the mistakes that this course is about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from course_lib.grading.proof.source import Edit, Source

__all__ = ["NUMERICAL"]

_OTHER = {
    "mean": ("sum", "median"),
    "sum": ("mean",),
    "median": ("mean",),
    "std": ("var",),
    "var": ("std",),
    "min": ("max",),
    "max": ("min",),
    "any": ("all",),
    "all": ("any",),
    "argmin": ("argmax",),
    "argmax": ("argmin",),
    "nansum": ("sum",),
    "nanmean": ("mean",),
    "nanstd": ("std",),
    "floor": ("ceil",),
    "ceil": ("floor",),
    "minimum": ("maximum",),
    "maximum": ("minimum",),
}
_NO_METHOD = {"median", "floor", "ceil", "minimum", "maximum"}
_MODULES = {"np", "numpy", "math"}
_STATISTICS = {"mean", "std", "var", "min", "max", "sum", "median", "ptp", "fit", "fit_transform"}
_TRAIN = re.compile(r"train")
_UNSEEN = re.compile(r"test|valid|other|unseen")


def _called(node: ast.AST) -> tuple[str, bool]:
    """Return the name of what a call calls, and whether it belongs to a module."""
    if not isinstance(node, ast.Call):
        return "", False
    function = node.func
    if isinstance(function, ast.Attribute):
        module = isinstance(function.value, ast.Name) and function.value.id in _MODULES
        return function.attr, module
    return (function.id, True) if isinstance(function, ast.Name) else ("", False)


def _keyword(node: ast.Call, name: str) -> ast.keyword | None:
    return next((one for one in node.keywords if one.arg == name), None)


def _axis(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: another axis, one of several, or none; ``keepdims`` forgotten."""
    if not isinstance(node, ast.Call) or (axis := _keyword(node, "axis")) is None:
        return
    value = axis.value
    if isinstance(value, ast.Tuple):
        for one in value.elts:
            yield source.replaced("axis", value, source.code(one))
    elif isinstance(value, ast.Constant) and isinstance(value.value, int):
        yield source.replaced("axis", value, "1" if value.value == 0 else str(value.value - 1))
    if _called(node)[0] in _OTHER:
        yield source.replaced("axis", value, "None")


def _divisor(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: the other ddof: 1 for NumPy, 0 for what looks like a table of pandas."""
    name, _ = _called(node)
    if not isinstance(node, ast.Call) or name not in ("std", "var", "nanstd", "nanvar"):
        return
    given = _keyword(node, "ddof")
    if given is not None:
        other = "0" if ast.unparse(given.value) != "0" else "1"
        yield source.replaced("ddof", given.value, other)
        return
    table = any(
        (isinstance(one, ast.Attribute) and one.attr in ("groupby", "rolling", "loc", "iloc"))
        or (isinstance(one, ast.Constant) and isinstance(one.value, str))
        for one in ast.walk(node.func)
    )
    end = source.end(node) - 1
    comma = ", " if node.args or node.keywords else ""
    yield Edit("ddof", end, end, f"{comma}ddof={0 if table else 1}")


def _reduction(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: a mean becomes a sum, a minimum a maximum."""
    name, module = _called(node)
    if not isinstance(node, ast.Call) or name not in _OTHER:
        return
    end = source.end(node.func)
    for other in _OTHER[name]:
        if module or other not in _NO_METHOD or name == "mean":
            yield Edit("reduction", end - len(name), end, other)


def _guard(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: what keeps a value in its place is forgotten, such as where, clip, max and min."""
    if isinstance(node, ast.IfExp):
        for one in (node.body, node.orelse):
            yield source.replaced("guard", node, source.code(one))
        return
    name, module = _called(node)
    if not isinstance(node, ast.Call) or not module or node.keywords:
        return
    if name == "where" and len(node.args) == 3:
        kept = node.args[1:]
    elif name in ("max", "min", "maximum", "minimum") and len(node.args) == 2:
        kept = node.args
    elif name == "clip" and node.args:
        kept = node.args[:1]
    else:
        return
    for one in kept:
        yield source.replaced("guard", node, source.code(one))


def _epsilon(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: what is added under a root is added outside of it, or not at all."""
    if not isinstance(node, ast.Call) or _called(node)[0] != "sqrt" or len(node.args) != 1:
        return
    inner, root = node.args[0], source.code(node.func)
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Add):
        left, right = source.code(inner.left), source.code(inner.right)
        yield source.replaced("epsilon", node, f"({root}({left}) + {right})")
        yield source.replaced("epsilon", inner, left)


def _rounding(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: ``a // b`` becomes ``-(-a // b)``, and the other way round."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.FloorDiv):
        return
    above = source.parents.get(node)
    left, right = node.left, source.code(node.right)
    if isinstance(above, ast.UnaryOp) and isinstance(left, ast.UnaryOp):
        yield source.replaced("rounding", above, f"{source.code(left.operand)} // {right}")
    else:
        yield source.replaced("rounding", node, f"-(-{source.code(left)} // {right})")


def _copy(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: a copy or a change of dtype is forgotten."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr in ("astype", "copy"):
        yield source.replaced("copy", node, source.code(node.func.value))
    elif _called(node) == ("array", True):
        yield Edit("copy", source.start(node.func), source.end(node.func), "np.asarray")


def _in_place(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: ``x - low`` changes the caller's x before it is used."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.left, ast.Name):
        return
    function, statement = source.function(node), source.statement(node)
    inner = (ast.comprehension, ast.Lambda, ast.GeneratorExp, ast.ListComp, ast.DictComp)
    symbols = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
    if function is None or statement is None or type(node.op) not in symbols:
        return
    if any(isinstance(one, inner) for one in source.above(node)) or (
        node.left.id not in {one.arg for one in function.args.args}
        or isinstance(statement, ast.If | ast.For | ast.While | ast.With)
    ):
        return
    start, name = source.start(statement), node.left.id
    line = f"{name} {symbols[type(node.op)]}= {source.code(node.right)}"
    head = source.text[start : source.start(node)]
    indent = " " * statement.col_offset
    yield Edit("in place", start, source.end(node), f"{line}\n{indent}{head}{name}")


def _leak(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield: statistics of train are taken of the unseen data too."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        parent = source.parents.get(node)
        if isinstance(parent, ast.Subscript) and node.value in ("train", "validation"):
            yield source.replaced("leak", node, '"test"')
        return
    function = source.function(node)
    if not isinstance(node, ast.Call) or _called(node)[0] not in _STATISTICS or function is None:
        return
    given = function.args
    names = [one.arg for one in (*given.args, *given.kwonlyargs)]
    unseen = [name for name in names if _UNSEEN.search(name)]
    if given.vararg is not None and _UNSEEN.search(given.vararg.arg):
        unseen.append(f"*{given.vararg.arg}")
    taken = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    for one in (*taken, *node.args[:1]):
        if isinstance(one, ast.Name) and _TRAIN.search(one.id) and unseen:
            both = f"np.concatenate([{', '.join([one.id, *unseen])}])"
            yield source.replaced("leak", one, both)


NUMERICAL = (
    _axis,
    _divisor,
    _reduction,
    _guard,
    _epsilon,
    _rounding,
    _copy,
    _in_place,
    _leak,
)
