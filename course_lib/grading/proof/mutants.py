"""The mutants of a solution: its code with one small mistake each."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from course_lib.grading.proof.numerical import NUMERICAL
from course_lib.grading.proof.operators import GENERAL
from course_lib.grading.proof.source import Edit, Source

__all__ = ["LEFT_ALONE", "Mutant", "mutants_of"]

_LOOKS = {"alpha", "c", "capsize", "color", "figsize", "fmt", "fontsize", "linestyle", "linewidth"}
_LOOKS |= {"ls", "lw", "marker", "markersize", "zorder"}
LEFT_ALONE = _LOOKS | {"name", "progress", "random_state", "seed", "seeds", "verbose"}
"""Keywords that change looks, or which draw is taken: no answer is wrong for them."""

_BEGIN, _END = re.compile(r"BEGIN SOLUTION\b"), re.compile(r"END SOLUTION\b")


@dataclass(frozen=True)
class Mutant:
    """A cell with one mistake.

    Parameters
    ----------
    cell : str
        The cell's ``grade_id``.
    line : int
        The first line of the cell that differs.
    operator : str
        The kind of mistake.
    before, after : str
        The lines that differ, without what all of them are indented by.
    source : str
        The cell's code with the mistake.
    """

    cell: str
    line: int
    operator: str
    before: str
    after: str
    source: str


def mutants_of(text: str, cell: str) -> tuple[Mutant, ...]:
    """Return the mutants of a cell, no two the same.

    Parameters
    ----------
    text : str
        The cell's code. What stands between BEGIN SOLUTION and END SOLUTION is changed, or all of
        it where neither is there.
    cell : str
        Its ``grade_id``.

    Returns
    -------
    tuple of Mutant
        In the order of the code; none where the cell is not plain Python.

    Examples
    --------
    >>> [one.after for one in mutants_of("total = x.sum(axis=0)", "total")]
    ['total = x.mean(axis=0)', 'total = x.sum(axis=1)', 'total = x.sum(axis=None)']
    """
    try:
        source = Source(text)
    except SyntaxError:
        return ()
    lines = _solution_lines(text)
    seen = {ast.dump(source.tree)}
    found = []
    for edit in sorted(_edits(source, lines), key=lambda one: (one.start, one.end)):
        mutated = source.with_edit(edit)
        try:
            tree = ast.dump(ast.parse(mutated))
        except SyntaxError:
            continue
        if tree not in seen:
            seen.add(tree)
            found.append(_mutant(cell, edit.operator, text, mutated))
    return tuple(found)


def _edits(source: Source, lines: set[int]) -> Iterator[Edit]:
    for node in ast.walk(source.tree):
        first = getattr(node, "lineno", None)
        if isinstance(node, ast.comprehension):
            first = node.iter.lineno
        if first not in lines or _left_alone(source, node):
            continue
        for operator in (*GENERAL, *NUMERICAL):
            for edit in operator(source, node):
                if not _names_left_alone(source, node, edit):
                    yield edit


def _left_alone(source: Source, node: ast.AST) -> bool:
    """Return whether a node is a docstring, an annotation, or the value of such a keyword."""
    parent = source.parents.get(node)
    if isinstance(node, ast.Constant) and isinstance(parent, ast.Expr):
        return True
    return any(
        isinstance(one, ast.keyword) and one.arg in LEFT_ALONE
        for one in (node, *source.above(node))
    )


def _names_left_alone(source: Source, node: ast.AST, edit: Edit) -> bool:
    """Return whether an edit leaves out a keyword that is left alone."""
    return edit.operator == "argument" and any(
        keyword.arg in LEFT_ALONE and edit.start <= source.start(keyword) < edit.end
        for keyword in getattr(node, "keywords", ())
    )


def _solution_lines(text: str) -> set[int]:
    lines = text.splitlines()
    if not any(_BEGIN.search(line) for line in lines):
        return set(range(1, len(lines) + 1))
    inside, found = False, set()
    for number, line in enumerate(lines, start=1):
        if _BEGIN.search(line):
            inside = True
        elif _END.search(line):
            inside = False
        elif inside:
            found.add(number)
    return found


def _mutant(cell: str, operator: str, text: str, mutated: str) -> Mutant:
    old, new = text.splitlines(), mutated.splitlines()
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [step for step in steps if step[0] != "equal"]
    first, last = changed[0], changed[-1]
    return Mutant(
        cell=cell,
        line=first[1] + 1,
        operator=operator,
        before=_dedented(old[first[1] : last[2]]),
        after=_dedented(new[first[3] : last[4]]),
        source=mutated,
    )


def _dedented(lines: list[str]) -> str:
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:].rstrip() for line in lines)
