"""Which statements of a checks.py a question uses, directly or by way of others."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise

from course_lib.checks.mistakes import ChecksBroken
from course_lib.checks.questions import Question

__all__ = ["Definition", "asked_by", "definitions", "digests", "text_of", "used"]

Definition = (
    ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom
)


def digests(source: str, questions: Sequence[Question]) -> dict[str, str]:
    """Return a hash of each question and of all that it uses in its file.

    Parameters
    ----------
    source : str
        A checks.py.
    questions : sequence of Question
        What it defines.

    Returns
    -------
    dict
        By the question's name. A change elsewhere in the file does not change it.

    Raises
    ------
    ChecksBroken
        As `definitions`.
    """
    statements = definitions(source)
    asked = asked_by(statements, questions)
    lines = source.splitlines()
    result = {}
    for node in statements:
        if id(node) in asked:
            kept = used(statements, [node])
            texts = [text_of(one, lines, kept[id(one)]) for one in statements if id(one) in kept]
            state = hashlib.sha256("\0".join(texts).encode())
            result[asked[id(node)].name] = state.hexdigest()
    return result


def definitions(source: str) -> list[Definition]:
    r"""Return the statements at the top level of a checks.py, its texts left out.

    Parameters
    ----------
    source : str
        A checks.py.

    Returns
    -------
    list of ast.stmt
        In order.

    Raises
    ------
    ChecksBroken
        A statement of another kind, so that nobody can tell who uses it.

    Examples
    --------
    >>> len(definitions("import math\nx = math.pi"))
    2
    """
    statements = [_definition(node) for node in ast.parse(source).body if not _is_text(node)]
    for one, other in pairwise(statements):
        if (one.end_lineno or 0) >= _start(other):
            raise ChecksBroken(f"checks.py, line {other.lineno}: one statement a line")
    return statements


def asked_by(
    statements: Sequence[Definition], questions: Sequence[Question]
) -> dict[int, Question]:
    """Return which statement defines which question.

    Parameters
    ----------
    statements : list of ast.stmt
        From `definitions`.
    questions : sequence of Question
        All of the file.

    Returns
    -------
    dict
        Questions by the ``id`` of their statement.

    Raises
    ------
    ChecksBroken
        A question is defined elsewhere than at the top level.
    """
    by_line = {one.line: one for one in questions}
    asked = {id(node): by_line[_start(node)] for node in statements if _start(node) in by_line}
    if len(asked) < len(questions):
        raise ChecksBroken("each question of checks.py is a function at the top level")
    return asked


def text_of(node: Definition, lines: Sequence[str], names: set[str]) -> str:
    """Return the source of a statement, of an import only the names that are used.

    Parameters
    ----------
    node : ast.stmt
        From `definitions`.
    lines : sequence of str
        The file.
    names : set of str
        From `used`.

    Returns
    -------
    str
        Source.
    """
    if isinstance(node, ast.Import | ast.ImportFrom):
        kept = [alias for alias in node.names if {_alias(alias), alias.name} & names]
        if isinstance(node, ast.Import):
            return ast.unparse(ast.Import(kept))
        return ast.unparse(ast.ImportFrom(node.module, kept, node.level))
    return "\n".join(lines[_start(node) - 1 : node.end_lineno])


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _definition(node: ast.stmt) -> Definition:
    if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
        raise ChecksBroken(f"checks.py, line {node.lineno}: import names, not *")
    if isinstance(node, Definition):
        return node
    raise ChecksBroken(
        f"checks.py, line {node.lineno}: only imports, assignments, functions and classes may "
        "stand at the top level, so that release can tell what students need"
    )


def _start(node: Definition) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def used(statements: Sequence[Definition], wanted: Iterable[Definition]) -> dict[int, set[str]]:
    """Return which statements are used, directly or by one that is, and for which names.

    Parameters
    ----------
    statements : sequence of ast.stmt
        From `definitions`.
    wanted : iterable of ast.stmt
        Those to begin with.

    Returns
    -------
    dict
        Sets of names by the ``id`` of the statement.
    """
    defined: dict[str, list[Definition]] = {}
    for node in statements:
        for bound in _bound(node):
            defined.setdefault(bound, []).append(node)
    found: dict[int, set[str]] = {}
    waiting = list(wanted)
    for node in waiting:
        found[id(node)] = set()
    while waiting:
        for loaded in _loaded(waiting.pop()):
            for node in defined.get(loaded, []):
                if id(node) not in found:
                    waiting.append(node)
                found.setdefault(id(node), set()).add(loaded)
    for node in statements:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            found[id(node)] = {alias.name for alias in node.names}
    return found


def _bound(node: Definition) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {_alias(alias) for alias in node.names}
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and _stored(part)}


def _stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _loaded(node: Definition) -> set[str]:
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and not _stored(part)}
    return names | {part for text in _annotations(node) for part in text}


def _annotations(node: Definition) -> Iterable[set[str]]:
    """Annotations in quotes name things too."""
    for part in ast.walk(node):
        text = getattr(part, "annotation", None) or getattr(part, "returns", None)
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            try:
                inner = ast.parse(text.value, mode="eval")
            except SyntaxError:
                continue
            yield {name.id for name in ast.walk(inner) if isinstance(name, ast.Name)}


def _alias(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]
