"""Test cells that run beside the student's code, as checks that ask it for values.

A test calls a function by its name; a check asks for what the function gives. Where a test does
more than that, looks at a function itself, replaces it, or calls it for what it does, no check can
say the same, and the reason is told.
"""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass

from course_lib.grading.importing.names import (
    Convertible,
    NotConvertibleError,
    called,
    imported,
    stored,
)
from course_lib.grading.importing.nose import NAMES, assertion

__all__ = ["Translated", "translated"]

_FORBIDDEN = {
    *("globals", "locals", "vars", "dir", "eval", "exec", "compile", "input", "open"),
    *("get_ipython", "__import__", "setattr", "delattr"),
}
_LOOKING = {"callable", "hasattr", "getattr", "isinstance", "type", "id", "issubclass", "help"}
_RAISES = {"raises", "assert_raises", "assertRaises"}


@dataclass(frozen=True)
class Translated:
    """A check.

    Parameters
    ----------
    body : str
        Its statements.
    doc : str
        What the test said of itself.
    imports : tuple of str
        Lines that it needs.
    uses : set of str
        What it needs of `course_lib.checks`.
    """

    body: str
    doc: str = ""
    imports: tuple[str, ...] = ()
    uses: frozenset[str] = frozenset()


def translated(source: str, known: Convertible) -> Translated:
    """Return a test as a check.

    Parameters
    ----------
    source : str
        Of the test cell.
    known : Convertible
        What the notebook defines.

    Returns
    -------
    Translated
        All or nothing, as nbgrader's tests are.

    Raises
    ------
    NotConvertibleError
        It does what a check cannot; one sentence.

    Examples
    --------
    >>> from course_lib.grading.importing.names import defined_in
    >>> known = defined_in(["def f(x): return x"])
    >>> translated("assert f(2) == 2, 'f gives its argument'", known).body
    "assert student.call('f', 2) == 2, 'f gives its argument'"
    >>> translated("old = f", known)
    Traceback (most recent call last):
    course_lib.grading.importing.names.NotConvertibleError: it keeps the function f itself, ...
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        raise NotConvertibleError("it is not Python alone") from None
    body = list(tree.body)
    doc = ast.get_docstring(tree) or ""
    body = body[1:] if doc else body
    if not body:
        raise NotConvertibleError("it tests nothing: its code is made by nbgrader, or missing")
    if isinstance(body[-1], ast.Expr) and not isinstance(body[-1].value, ast.Call):
        raise NotConvertibleError("it ends in a value, for a part of the points")
    maker = _Maker(known)
    made = [new for node in body for new in maker.statement(node)]
    if not (maker.asked and any(_asserts(node) for node in made)):
        raise NotConvertibleError("it asserts nothing of what the student wrote")
    module = ast.fix_missing_locations(ast.Module(made, []))
    return Translated(ast.unparse(module), doc, tuple(maker.imports), frozenset(maker.uses))


class _Maker(ast.NodeTransformer):
    """Puts questions to the student in the place of names."""

    def __init__(self, known: Convertible) -> None:
        self.known = known
        self.own: set[str] = set()
        self.nose: set[str] = set()
        self.imports: dict[str, None] = {}
        self.uses: set[str] = set()
        self.asked = False

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        """Return what takes the place of a statement; its names are the test's from here on."""
        if isinstance(node, ast.Import | ast.ImportFrom):
            return self._import(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = node.value
            name = called(call)
            if name == "print":
                return []
            if name in _RAISES and len(call.args) > 1:
                return [self._raising(call.args[0], call.args[1], call.args[2:], call.keywords)]
            if name in self.nose:
                return [self.visit(assertion(name, call))]
            if name in self.known.functions:
                raise NotConvertibleError(
                    f"it calls {name} for what that does, and a check sees what it returns"
                )
        if isinstance(node, ast.Try):
            return self._try(node)
        if isinstance(node, ast.With):
            return self._with(node)
        bound = stored(node) - self.own
        for name in sorted(bound & self.known.functions):
            raise NotConvertibleError(f"it replaces {name}, which the student's code uses")
        if isinstance(node, ast.Delete):
            raise NotConvertibleError("it deletes what the student's code uses")
        inner = {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
        loops = [one for one in ast.walk(node) if isinstance(one, ast.comprehension)]
        inner |= {name for one in loops for name in stored(one.target)}
        self.own |= inner
        if isinstance(node, ast.AugAssign) and bound & self.known.values:
            raise NotConvertibleError(f"it changes {min(bound)}, which the student's code uses")
        if isinstance(node, ast.Assign | ast.AnnAssign):
            made = self.visit(node)  # what is read is still the student's
            self.own |= bound
        else:
            self.own |= bound
            made = self._nested(node)
        return [made]

    def _nested(self, node: ast.stmt) -> ast.stmt:
        """Return a statement with those in it, each by itself."""
        parts = {name: getattr(node, name, None) or [] for name in ("body", "orelse")}
        for name, part in parts.items():
            if part:
                setattr(node, name, [])
        node = self.visit(node)
        for name, part in parts.items():
            new = [one for statement in part for one in self.statement(statement)]
            if part:
                setattr(node, name, new or [ast.Pass()])
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Ask for what a function of the student's gives."""
        name = called(node)
        if isinstance(node.func, ast.Attribute) and name == "seed":
            raise NotConvertibleError("it sets a seed, which does not reach the student's code")
        if name in _LOOKING and any(self._is_function(one) for one in node.args):
            looked = next(one.id for one in node.args if self._is_function(one))  # type: ignore[attr-defined]
            raise NotConvertibleError(f"it looks at the function {looked} itself")
        if not isinstance(node.func, ast.Name) or not self._is_function(node.func):
            return self.generic_visit(node)
        self.asked = True
        args = [self.visit(one) for one in node.args]
        keywords = [ast.keyword(one.arg, self.visit(one.value)) for one in node.keywords]
        return ast.Call(_ask("call"), [ast.Constant(node.func.id), *args], keywords)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Refuse what a function has, as its name or source."""
        if self._is_function(node.value):
            raise NotConvertibleError(f"it looks at the function {node.value.id} itself")  # type: ignore[attr-defined]
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Ask for a variable of the student's."""
        name = node.id
        if name in self.own or isinstance(node.ctx, ast.Store):
            return node
        if name in _FORBIDDEN:
            raise NotConvertibleError(f"it uses {name}")
        if name in self.known.functions:
            raise NotConvertibleError(
                f"it keeps the function {name} itself, and a check sees what it returns"
            )
        if name in self.known.classes:
            raise NotConvertibleError(f"it uses the class {name}, and only plain values cross")
        if name in self.known.values:
            self.asked = True
            return ast.Call(_ask("value"), [ast.Constant(name)], [])
        if name in self.known.imports:
            self.imports[self.known.imports[name]] = None
            return node
        if name == "pytest":
            raise NotConvertibleError("it uses pytest for more than an error that is raised")
        if hasattr(builtins, name):
            return node
        raise NotConvertibleError(f"{name} is defined nowhere before it")

    def _is_function(self, node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Name)
            and node.id in self.known.functions
            and node.id not in self.own
        )

    def _import(self, node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nose"):
            names = {one.name for one in node.names}
            if names - NAMES or any(one.asname for one in node.names):
                raise NotConvertibleError(f"it uses {ast.unparse(node)}")
            self.nose |= names
            return []
        module = getattr(node, "module", None) or node.names[0].name
        if module.partition(".")[0] in ("pytest", "unittest", "mock", "inspect", "IPython"):
            if module == "pytest" and isinstance(node, ast.Import):
                return []  # pytest.raises has a form of its own here
            raise NotConvertibleError(f"it uses {module}")
        for name, line in imported(node).items():
            self.own.add(name)
            self.imports[line] = None
        return []

    def _try(self, node: ast.Try) -> list[ast.stmt]:
        """Return the check that an error is raised, which is what most tests try for."""
        body, after = list(node.body), list(node.orelse)
        if len(body) == 2 and not after:
            body, after = body[:1], body[1:]
        handler = node.handlers[0] if len(node.handlers) == 1 else None
        plain = handler is not None and all(_is_nothing(one) for one in handler.body)
        call = body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else None
        fits = plain and not node.finalbody and len(after) == 1 and _fails(after[0])
        if not fits or not isinstance(call, ast.Call) or handler is None or handler.type is None:
            raise NotConvertibleError("its try is no plain test of an error that is raised")
        return [self._raising(handler.type, call.func, call.args, call.keywords)]

    def _with(self, node: ast.With) -> list[ast.stmt]:
        call = node.items[0].context_expr
        inside = node.body[0]
        fits = len(node.items) == 1 and node.items[0].optional_vars is None and len(node.body) == 1
        if not (
            fits
            and isinstance(call, ast.Call)
            and called(call) in _RAISES
            and len(call.args) == 1
            and not call.keywords
            and isinstance(inside, ast.Expr)
            and isinstance(inside.value, ast.Call)
        ):
            raise NotConvertibleError("its with is no plain test of an error that is raised")
        asked = inside.value
        return [self._raising(call.args[0], asked.func, asked.args, asked.keywords)]

    def _raising(
        self,
        error: ast.expr,
        function: ast.expr,
        args: list[ast.expr],
        keywords: list[ast.keyword],
    ) -> ast.stmt:
        names = error.elts if isinstance(error, ast.Tuple) else [error]
        if not self._is_function(function) or not all(isinstance(one, ast.Name) for one in names):
            raise NotConvertibleError("it tests an error of something else than a function")
        self.asked = True
        self.uses.add("assert_raises")
        texts = [ast.Constant(one.id) for one in names if isinstance(one, ast.Name)]
        which: ast.expr = texts[0] if len(texts) == 1 else ast.Tuple(list(texts), ast.Load())
        asked = ast.Constant(function.id)  # type: ignore[attr-defined]
        given = [which, _ask("call"), asked, *(self.visit(one) for one in args)]
        more = [ast.keyword(one.arg, self.visit(one.value)) for one in keywords]
        return ast.Expr(ast.Call(ast.Name("assert_raises", ast.Load()), given, more))


def _ask(what: str) -> ast.Attribute:
    return ast.Attribute(ast.Name("student", ast.Load()), what, ast.Load())


def _asserts(node: ast.AST) -> bool:
    return any(
        isinstance(one, ast.Assert | ast.Raise)
        or (isinstance(one, ast.Call) and called(one).startswith("assert"))
        for one in ast.walk(node)
    )


def _is_nothing(node: ast.stmt) -> bool:
    said = isinstance(node, ast.Expr) and (
        isinstance(node.value, ast.Constant)
        or (isinstance(node.value, ast.Call) and called(node.value) == "print")
    )
    return isinstance(node, ast.Pass) or said


def _fails(node: ast.stmt) -> bool:
    """Return whether a statement is a failure: an AssertionError, or a false assert."""
    if isinstance(node, ast.Assert):
        return isinstance(node.test, ast.Constant) and not node.test.value
    return isinstance(node, ast.Raise) and "AssertionError" in ast.unparse(node)
