"""What can be read of a notebook that a student handed in, however broken it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from course_lib.checks.matching import matched
from course_lib.checks.naming import called, headings, sentence
from course_lib.checks.notebooks import Cell, NotebookBroken, cells_of, parsed
from course_lib.checks.placeholders import bound, untouched

__all__ = ["CodeCell", "SubmittedNotebook", "names_of", "read_submitted"]

_FILE = re.compile(r"\(\S+\.py, line (\d+)\)$")  # Jupyter's own name of a cell
_OWN = "what you add belongs in a cell of your own"


@dataclass(frozen=True)
class CodeCell:
    """A cell to run.

    Parameters
    ----------
    source : str
        Its code.
    name : str
        What it is called in a sentence: its task and its first line.
    grade_id : str
        nbgrader's name of it; empty for an ordinary cell.
    """

    source: str
    name: str
    grade_id: str = ""

    @property
    def subject(self) -> str:
        """Its name at the beginning of a sentence."""
        return sentence(self.name)

    def problem(self, error: str, message: str) -> tuple[str, ...]:
        """Return what is said of an error that the cell raised.

        Parameters
        ----------
        error, message : str
            The error's class, and what it says.

        Returns
        -------
        tuple of str
            A sentence; nothing for a placeholder's error, whose question says it better.
        """
        if error == "NotImplementedError" and not message:
            return ()
        line = _FILE.sub(r"(line \1 of it)", next(iter(message.strip().splitlines()), ""))
        return (": ".join(filter(None, (self.subject, error[:60], line[:300]))),)


@dataclass(frozen=True)
class SubmittedNotebook:
    """The parts of a submission that grading needs.

    Parameters
    ----------
    code : tuple of CodeCell
        The cells to run, in order.
    answers : tuple of str
        Names of the written answers that are there, and are not as they were released.
    problems : tuple of str
        What is wrong, a sentence each, for the student.
    """

    code: tuple[CodeCell, ...] = ()
    answers: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_submitted(content: bytes, released: Sequence[Cell]) -> SubmittedNotebook:
    """Return what a submission holds, judged by the notebook that was released.

    Cells with checks are left out, whatever stands in them: the grader has its own. Cells that
    students cannot edit are taken from the release. Everything else runs as it was handed in, and
    as the kind of cell that it was when it was released.

    Parameters
    ----------
    content : bytes
        The file.
    released : sequence of Cell
        The notebook that students got.

    Returns
    -------
    SubmittedNotebook
        Nothing but problems where nothing can be read.

    Examples
    --------
    >>> read_submitted(b"no notebook", []).problems
    ('The file is not a notebook: it is not JSON.',)
    """
    try:
        entries = parsed(content)["cells"]
    except NotebookBroken as error:
        return SubmittedNotebook(problems=(str(error),))
    found = [_readable(entry) for entry in entries]
    problems = [
        f"Cell {at} could not be read and was left out."
        for at, cell in enumerate(found, start=1)
        if cell is None
    ]
    cells = matched([cell for cell in found if cell is not None], released)
    known = {cell.grade_id: cell for cell in released if cell.grade_id}
    places = zip(released, headings(released), strict=True)
    named = {cell.grade_id: task for cell, task in places if cell.grade_id}
    return SubmittedNotebook(
        code=_code(cells, known, named),
        answers=_answers(cells, known),
        problems=(
            *problems,
            *_differences(cells, known, named),
            *_placeholders_that_win(cells, known),
            *_answers_elsewhere(cells, released),
        ),
    )


def names_of(entries: Sequence[Any], released: Sequence[Cell]) -> tuple[str, ...]:
    """Return which cell of the release each cell of a submission is.

    Parameters
    ----------
    entries : sequence
        The submission's ``cells``, as JSON gives them.
    released : sequence of Cell
        The notebook that students got.

    Returns
    -------
    tuple of str
        A ``grade_id`` for each entry; empty for an ordinary cell, and for what is not one.

    Examples
    --------
    >>> names_of([None, {"cell_type": "raw", "id": "why"}], [Cell("markdown", "?", "why")])
    ('', 'why')
    """
    found = [_readable(entry) for entry in entries]
    names = iter([cell.grade_id for cell in matched([c for c in found if c], released)])
    return tuple("" if cell is None else next(names) for cell in found)


def _readable(entry: Any) -> Cell | None:
    try:
        return cells_of({"cells": [entry]})[0]
    except (NotebookBroken, OverflowError):  # points of a thousand digits are not a number
        return None


def _code(
    cells: Sequence[Cell], known: dict[str, Cell], named: dict[str, str]
) -> tuple[CodeCell, ...]:
    """Return what runs: locked cells as released, also deleted ones; no checks; the others."""
    there = {cell.grade_id for cell in cells}
    places = [(cell, named[name]) for name, cell in known.items() if name not in there]
    places = [(cell, task) for cell, task in places if cell.locked and not cell.grade]
    found: list[CodeCell] = []
    for cell, task in [*places, *zip(cells, headings(cells), strict=True)]:
        original = known.get(cell.grade_id)
        if (original or cell).kind != "code" or _is_check(original):
            continue
        runs = original if original and original.locked else replace(cell, kind="code")
        name = called(runs, named.get(cell.grade_id, task))
        found.append(CodeCell(runs.source, name, runs.grade_id))
    return tuple(found)


def _is_check(original: Cell | None) -> bool:
    return original is not None and original.grade and not original.solution


def _answers(cells: Sequence[Cell], known: dict[str, Cell]) -> tuple[str, ...]:
    asked = {name: cell.source for name, cell in known.items() if cell.grade and cell.solution}
    return tuple(
        dict.fromkeys(
            cell.grade_id
            for cell in cells
            if cell.grade_id in asked and cell.source.strip() not in ("", asked[cell.grade_id])
        )
    )


def _differences(cells: Sequence[Cell], known: dict[str, Cell], named: dict[str, str]) -> list[str]:
    def subject(name: str) -> str:
        return sentence(called(known[name], named[name]))

    found = Counter(cell.grade_id for cell in cells if cell.grade_id)
    problems = [
        f"{subject(name)} was deleted{'' if cell.solution else '; grading has its own'}."
        for name, cell in known.items()
        if not found[name]
    ]
    for name, count in found.items():
        if count > 1:
            what = subject(name) if name in known else f"The cell '{name[:60]}'"
            problems.append(f"{what} stands {count} times.")
        if name not in known:
            problems.append(f"The cell '{name[:60]}' belongs to no question.")
    for cell in cells:
        original = known.get(cell.grade_id)
        if original is None:
            continue
        changed = cell.source.strip() != original.source.strip()
        if original.locked and changed and original.kind != "code":
            problems.append(f"{subject(cell.grade_id)} was edited; this has no effect.")
        elif original.locked and changed:
            kind = "the check alone" if _is_check(original) else "the released cell"
            problems.append(
                f"{subject(cell.grade_id)} is not as it was released: grading runs {kind}, and "
                f"{_OWN}."
            )
        elif original.kind == "code" != cell.kind and not original.locked:
            subject_now = sentence(called(replace(cell, kind="code"), named[cell.grade_id]))
            problems.append(f"{subject_now} was turned into {_KINDS[cell.kind]}: it runs as code.")
    return problems


_KINDS = {"markdown": "Markdown", "raw": "raw text"}


def _placeholders_that_win(cells: Sequence[Cell], known: dict[str, Cell]) -> list[str]:
    """Return where an answer stands above its placeholder, which then takes its name back."""
    problems: list[str] = []
    earlier: dict[str, str] = {}
    for cell, task in zip(cells, headings(cells), strict=True):
        original = known.get(cell.grade_id)
        if cell.kind != "code" or (original is not None and not original.solution):
            continue
        if not untouched(cell, original):
            earlier |= dict.fromkeys(bound(cell.source), called(cell, task))
            continue
        problems += [
            f"{sentence(called(cell, task))} is still as it was released and comes after "
            f"{earlier[name]}, so `{name}` is the placeholder's: write your answer into its cell, "
            "or delete the placeholder."
            for name in bound(cell.source)
            if name in earlier
        ]
    return problems


def _answers_elsewhere(cells: Sequence[Cell], released: Sequence[Cell]) -> list[str]:
    """Return which written answers are not there although the student wrote text of their own."""
    given = {cell.source.strip().partition("\n")[0] for cell in released}
    own = any(
        cell.kind == "markdown"
        and not cell.grade_id
        and cell.source.strip().partition("\n")[0] not in given
        for cell in cells
    )
    known = {cell.grade_id: cell for cell in released if cell.grade and cell.solution}
    missing = [name for name in known if name not in _answers(cells, known)] if own else []
    return [
        f"The written answer {name!r} is still as it was released; text in other cells is not read."
        for name in missing
        if any(cell.grade_id == name for cell in cells)
    ]
