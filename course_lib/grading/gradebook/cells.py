"""The exercise's side of nbgrader's database: assignment, notebook and cells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbformat import from_dict
from nbgrader import api
from nbgrader.utils import compute_checksum
from sqlalchemy import select
from sqlalchemy.orm import Session

from course_lib.grading.gradebook.notebook import graded_cells, marks
from course_lib.grading.lateness import moment

__all__ = ["Assignment", "synchronise"]


@dataclass(frozen=True)
class Assignment:
    """What the gradebook has to know of an exercise.

    Parameters
    ----------
    name : str
        As in ``01-normalisation``.
    notebook : dict
        The notebook that students get, as JSON gives it.
    questions : sequence
        Anything with ``name``, ``points`` and ``extra``: questions or their results. A ``rubric``
        is shown to whoever grades by hand.
    deadline : datetime.datetime, str or None
        With its zone.
    notebook_name : str
        Name of the notebook's file without its ending; the exercise's name when empty.

    Examples
    --------
    >>> Assignment("01", {"cells": []}, ()).notebook_name
    '01'
    """

    name: str
    notebook: dict[str, Any]
    questions: Sequence[Any]
    deadline: datetime | str | None = None
    notebook_name: str = ""

    def __post_init__(self) -> None:
        if not self.notebook_name:
            object.__setattr__(self, "notebook_name", self.name)

    def digest(self) -> str:
        """Return a hash of all that the database holds of the exercise."""
        asked = [(one.name, one.points, one.extra) for one in self.questions]
        known = [self.name, self.notebook_name, str(self.deadline), asked, self.notebook]
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()

    def cell_names(self) -> list[str]:
        """Return the names of the notebook's cells that have one, in order."""
        return [mark["grade_id"] for cell in self.notebook["cells"] if (mark := marks(cell))]

    def rubrics(self) -> dict[str, str]:
        """Return how to grade what is graded by hand, by question."""
        found = {one.name: getattr(one, "rubric", "") for one in self.questions}
        return {name: rubric for name, rubric in found.items() if rubric}


def synchronise(session: Session, exercise: Assignment) -> None:
    """Make the database hold an exercise as it is now, and nothing that it no longer has.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
        Open; whoever opened it commits.
    exercise : Assignment
        The exercise.

    Raises
    ------
    ValueError
        A question is gone for which a person entered scores.
    """
    assignment = session.scalars(
        select(api.Assignment).where(api.Assignment.name == exercise.name)
    ).first()
    if assignment is None:
        assignment = api.Assignment(name=exercise.name)
        session.add(assignment)
    due = None if exercise.deadline is None else moment(exercise.deadline, "deadline")
    due = None if due is None else due.replace(tzinfo=None)
    if assignment.duedate != due:
        assignment.duedate = due
    notebook = next((n for n in assignment.notebooks if n.name == exercise.notebook_name), None)
    if notebook is None:
        kernel = exercise.notebook.get("metadata", {}).get("kernelspec", {})
        notebook = api.Notebook(name=exercise.notebook_name, assignment=assignment)
        notebook.kernelspec = json.dumps(kernel)
        session.add(notebook)
    asked = {one.name: one for one in exercise.questions}
    cells = graded_cells(exercise.notebook, list(asked))
    wanted = {(kind, name) for name, cell in cells.items() for kind in _kinds(cell, name in asked)}
    _forget(session, notebook, wanted, set(cells))
    session.flush()
    session.expire(notebook)
    for name, cell in cells.items():
        _source(session, notebook, name, cell)
        for kind in _kinds(cell, name in asked):
            _cell(session, notebook, kind, name, cell, asked.get(name))
    session.flush()
    session.expire(notebook)
    _grades_of_new_cells(session, notebook)


def _kinds(cell: Mapping[str, Any], asked: bool) -> list[type[Any]]:
    """Return what an exercise's cell is: graded only where the checks know its name."""
    mark = marks(dict(cell))
    if mark.get("task"):
        return [api.TaskCell] if asked else []
    graded = [api.GradeCell] if mark.get("grade") and asked else []
    return graded + ([api.SolutionCell] if mark.get("solution") else [])


def _cell(
    session: Session, notebook: Any, kind: type[Any], name: str, cell: Mapping[str, Any], asked: Any
) -> None:
    found = next(
        (one for one in notebook._base_cells if isinstance(one, kind) and one.name == name), None
    )
    if found is None:
        found = kind(name=name, notebook=notebook)
        session.add(found)
    if kind is not api.SolutionCell:
        points = 0.0 if asked.extra else float(asked.points)  # extra credit adds to no total
        if found.max_score != points:
            found.max_score = points
        if found.cell_type != cell["cell_type"]:
            found.cell_type = cell["cell_type"]


def _source(session: Session, notebook: Any, name: str, cell: Mapping[str, Any]) -> None:
    text = cell.get("source", "")
    text = text if isinstance(text, str) else "".join(text)
    whole = from_dict({**cell, "source": text, "metadata": dict(cell["metadata"])})
    whole.metadata.nbgrader.setdefault("points", 0)
    mark = whole.metadata.nbgrader
    values = {
        "cell_type": cell["cell_type"],
        "locked": not mark.get("solution") and bool(mark.get("grade") or mark.get("locked")),
        "source": text,
        "checksum": compute_checksum(whole),
    }
    found = next((one for one in notebook.source_cells if one.name == name), None)
    if found is None:
        session.add(api.SourceCell(name=name, notebook=notebook, **values))
        return
    for key, value in values.items():
        if getattr(found, key) != value:
            setattr(found, key, value)


def _forget(
    session: Session, notebook: Any, wanted: set[tuple[type[Any], str]], names: set[str]
) -> None:
    """Delete cells that the exercise no longer has, unless a person's work would go with them."""
    for cell in list(notebook._base_cells):
        if (type(cell), cell.name) in wanted:
            continue
        grades = [] if isinstance(cell, api.SolutionCell) else list(cell.grades)
        comments = [] if isinstance(cell, api.GradeCell) else list(cell.comments)
        if any(g.manual_score is not None or g.extra_credit for g in grades) or any(
            comment.manual_comment for comment in comments
        ):
            raise ValueError(
                f"{notebook.assignment.name} no longer has the question {cell.name!r}, but"
                " formgrader holds scores or comments for it: bring it back, or clear them there."
            )
        for row in (*grades, *comments):
            session.delete(row)
        session.flush()
        session.delete(cell)
    for source in list(notebook.source_cells):
        if source.name not in names:
            session.delete(source)


def _grades_of_new_cells(session: Session, notebook: Any) -> None:
    """Give submissions that are there already a row for each new question, as formgrader needs."""
    for handed in notebook.submissions:
        graded = {grade.cell_id for grade in handed.grades}
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            if cell.id not in graded:
                row = api.Grade(cell=cell, notebook=handed, needs_manual_grade=False)
                session.add(row)
        commented = {comment.cell_id for comment in handed.comments}
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            if cell.id not in commented:
                session.add(api.Comment(cell=cell, notebook=handed))
