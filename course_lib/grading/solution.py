"""What speaks against an exercise whose own solution has been graded."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.checks.naming import cell_names, sentence
from course_lib.checks.notebooks import Cell
from course_lib.grading.results import SubmissionResult

__all__ = ["fault_of_solution"]

_MAY_RAISE = "raises-exception"  # Jupyter's tag


def fault_of_solution(result: SubmissionResult, cells: Sequence[Cell]) -> str:
    """Return what is wrong with an exercise, judged by its own solution.

    Parameters
    ----------
    result : SubmissionResult
        What the solution earned.
    cells : sequence of Cell
        The solution's; one that is tagged ``raises-exception`` may raise.

    Returns
    -------
    str
        One sentence; empty where all checks pass and all cells run.

    Examples
    --------
    >>> problem = "The cell that begins `1 / 0`: ZeroDivisionError: division by zero"
    >>> result = SubmissionResult("solution", "01", "k", (), problems=(problem,))
    >>> fault_of_solution(result, [Cell("code", "1 / 0")])[:66]
    'the solution itself does not run: The cell that begins `1 / 0`: Ze'
    >>> fault_of_solution(result, [Cell("code", "1 / 0", tags=("raises-exception",))])
    ''
    """
    for question in result.questions:
        if question.state == "ungraded":
            first = question.fault.partition("\n")[0]
            return f"the check of {question.name!r} fails on the solution itself: {first}"
        if question.score is not None and question.score < question.points:
            why = "; ".join(filter(None, (*question.hints, question.message, *result.problems)))
            return (
                f"the solution itself earns {question.score:g} of {question.points:g} points "
                f"for {question.name!r}: {why}"
            )
    named = zip(cells, cell_names(cells), strict=True)
    raising = tuple(sentence(name) for cell, name in named if _MAY_RAISE in cell.tags)
    problems = [one for one in result.problems if not one.startswith(raising or ("\0",))]
    return f"the solution itself does not run: {' '.join(problems[:3])}" if problems else ""
