"""The hints of an exercise, read out of its checks.py without running a check."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Hint", "hints"]


@dataclass(frozen=True)
class Hint:
    """What a check says of a mistake.

    Parameters
    ----------
    case : str
        What the check looks at; empty where it has no name.
    text : str
        The hint.
    """

    case: str
    text: str


def hints(source: str) -> dict[str, tuple[Hint, ...]]:
    """Return the hints of each question, in the order in which its check would give them.

    Parameters
    ----------
    source : str
        The text of checks.py. A hint that is put together while the check runs is left out: it
        speaks of an answer that is not there.

    Returns
    -------
    dict
        By the question's name; an answer that a person reads has none.

    Examples
    --------
    >>> hints('''
    ... @question("double", points=1)
    ... def double(student):
    ...     with student.case("a number", hint="Twice."):
    ...         pass
    ... ''')
    {'double': (Hint(case='a number', text='Twice.'),)}
    """
    tree = ast.parse(source)
    known = dict(_constants(tree))
    found = {}
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and (name := _question(function)):
            found[name] = tuple(dict.fromkeys(_given(function.body, "", known)))
    return found


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for line in tree.body:
        if isinstance(line, ast.Assign) and isinstance(text := _text(line.value, {}), str):
            yield from ((one.id, text) for one in line.targets if isinstance(one, ast.Name))


def _question(function: ast.FunctionDef) -> str:
    for call in function.decorator_list:
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "question":
            return _text(call.args[0], {}) or ""
    return ""


def _text(node: ast.AST | None, known: dict[str, str]) -> str | None:
    """Return the text that stands there, or that a constant of the module holds."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return known.get(node.id) if isinstance(node, ast.Name) else None


def _given(nodes: list[ast.stmt], case: str, known: dict[str, str]) -> Iterator[Hint]:
    for node in nodes:
        inside = case
        for call in _calls(node):
            if getattr(call.func, "attr", "") == "case":
                inside = _text(call.args[0], known) or ""
            words = {word.arg: word.value for word in call.keywords}
            if text := _text(words.get("hint"), known):
                yield Hint(inside, text)
        for field in ("body", "orelse", "finalbody"):
            yield from _given(getattr(node, field, []), inside, known)


def _calls(node: ast.stmt) -> list[ast.Call]:
    """Return the calls of a statement, without those of the statements inside it, in order."""
    below = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]
    found = [one for child in below for one in ast.walk(child) if isinstance(one, ast.Call)]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))
