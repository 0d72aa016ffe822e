"""Which cells of a notebook belong to which question: its title, and what a student answered."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.checks.naming import headings
from course_lib.checks.notebooks import Cell
from course_lib.checks.questions import Question

__all__ = ["answers_to", "titles_of"]


def titles_of(questions: Sequence[Question], cells: Sequence[Cell]) -> dict[str, str]:
    """Return what people call the questions of an exercise.

    Parameters
    ----------
    questions : sequence of Question
        The exercise's.
    cells : sequence of Cell
        Of its notebook.

    Returns
    -------
    dict of str to str
        By name: the question's own title, else the heading that its cell stands under. None of a
        question that has neither.

    Examples
    --------
    >>> cells = [Cell("markdown", "## 2. Scale (3 points)"), Cell("code", "", "scale", grade=True)]
    >>> titles_of([Question("scale", 3, print)], cells)
    {'scale': '2. Scale'}
    """
    found = dict(zip((cell.grade_id for cell in cells), headings(cells), strict=True))
    titles = {one.name: one.title or found.get(one.name, "") for one in questions}
    return {name: title for name, title in titles.items() if title}


def answers_to(cells: Sequence[Cell]) -> dict[str, tuple[str, ...]]:
    """Return what a student wrote for each question.

    Parameters
    ----------
    cells : sequence of Cell
        Of the notebook that was handed in, with the exercise's names.

    Returns
    -------
    dict of str to tuple of str
        By question: the text that a person reads, or the code between the check before and its own.
        A check that follows another at once, as hidden ones do, looks at the same code.

    Examples
    --------
    >>> code, check = Cell("code", "x = 1"), Cell("code", "check('x')", "x", grade=True)
    >>> answers_to([code, check])
    {'x': ('x = 1',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    written: list[str] = []
    checked = False
    for cell in cells:
        if cell.grade and cell.solution:
            found[cell.grade_id] = (cell.source,)
        elif cell.grade:
            found[cell.grade_id] = tuple(written)
            checked = True
        elif cell.kind == "code" and not cell.locked and cell.source.strip():
            written, checked = [*([] if checked else written), cell.source], False
    return found
