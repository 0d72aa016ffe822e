"""A submission's side of nbgrader's database: its rows, and what a person entered in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nbgrader import api
from sqlalchemy import select
from sqlalchemy.orm import Session

from course_lib.checks.results import QuestionResult, State
from course_lib.grading.gradebook.cells import Assignment
from course_lib.grading.lateness import moment
from course_lib.grading.results import SubmissionResult

__all__ = [
    "ManualScore",
    "enter",
    "entered",
    "find",
    "full_name",
    "grade_row",
    "submitted_notebook",
    "with_entered",
]


@dataclass(frozen=True)
class ManualScore:
    """What a person entered in formgrader for one question.

    Parameters
    ----------
    score : float or None
        Replaces what the checks gave; None where nothing was entered.
    extra_credit : float
        Comes on top.
    comment : str
        Written for the student.
    unread : bool
        Whether formgrader still lists it as to be read.

    Examples
    --------
    >>> ManualScore(2.5, comment="Which data?").score
    2.5
    """

    score: float | None
    extra_credit: float = 0.0
    comment: str = ""
    unread: bool = False


def find(session: Session, student: str, exercise: str) -> Any:
    """Return the row of a submitted notebook, or None.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
        Open.
    student, exercise : str
        Whose and which.

    Returns
    -------
    nbgrader.api.SubmittedNotebook or None
        The row.
    """
    return session.scalars(
        select(api.SubmittedNotebook)
        .join(api.SubmittedAssignment)
        .join(api.Assignment)
        .where(api.SubmittedAssignment.student_id == student)
        .where(api.Assignment.name == exercise)
    ).first()


def submitted_notebook(
    session: Session, result: SubmissionResult, exercise: Assignment, name: str, lms_id: str | None
) -> Any:
    """Return the row of a submitted notebook, which is made where there is none.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
        Open; whoever opened it commits.
    result : SubmissionResult
        Whose and which, and when it was handed in.
    exercise : Assignment
        Its exercise, which is in the database.
    name : str
        The student's name.
    lms_id : str or None
        The student's number in the learning system.

    Returns
    -------
    nbgrader.api.SubmittedNotebook
        The row, with a comment for each cell that takes one.
    """
    student = session.get(api.Student, result.student)
    if student is None:
        student = api.Student(id=result.student)
        session.add(student)
    if name and name != result.student and full_name(student) == "":
        student.last_name = name[:128]
    if lms_id and student.lms_user_id != lms_id:
        student.lms_user_id = lms_id
    assignment = session.scalars(
        select(api.Assignment).where(api.Assignment.name == exercise.name)
    ).one()
    (notebook,) = [n for n in assignment.notebooks if n.name == exercise.notebook_name]
    handed = session.scalars(
        select(api.SubmittedAssignment)
        .where(api.SubmittedAssignment.student_id == student.id)
        .where(api.SubmittedAssignment.assignment_id == assignment.id)
    ).first()
    if handed is None:
        handed = api.SubmittedAssignment(assignment=assignment, student=student)
        session.add(handed)
    when = _naive(result.submitted)
    if handed.timestamp != when:
        handed.timestamp = when
    row = next((one for one in handed.notebooks if one.notebook_id == notebook.id), None)
    if row is None:
        row = api.SubmittedNotebook(notebook=notebook, assignment=handed)
        session.add(row)
        session.flush()
    there = {comment.cell_id for comment in row.comments}
    for cell in (*notebook.solution_cells, *notebook.task_cells):
        if cell.id not in there:
            session.add(api.Comment(cell=cell, notebook=row))
    return row


def full_name(student: Any) -> str:
    """Return the name of a student, with the first name where nbgrader knows it by itself.

    Parameters
    ----------
    student : nbgrader.api.Student
        The row, or its two names.

    Returns
    -------
    str
        Empty where it is not known.
    """
    first, last = student.first_name or "", student.last_name or ""
    return last if not first or last.startswith(f"{first} ") else f"{first} {last}".strip()


def grade_row(session: Session, handed: Any, name: str) -> Any:
    """Return the row of one question's grade, which is made where there is none.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
        Open; whoever opened it commits.
    handed : nbgrader.api.SubmittedNotebook
        The submission.
    name : str
        The question.

    Returns
    -------
    nbgrader.api.Grade
        The row.

    Raises
    ------
    ValueError
        The exercise in the database has no such question.
    """
    for grade in handed.grades:
        if grade.cell.name == name:
            return grade
    cells = {one.name: one for one in (*handed.notebook.grade_cells, *handed.notebook.task_cells)}
    if name not in cells:
        raise ValueError(f"the exercise has no question {name!r}: it was graded with other checks.")
    grade = api.Grade(cell=cells[name], notebook=handed, needs_manual_grade=False)
    session.add(grade)
    return grade


def enter(grade: Any, question: QuestionResult, *, changed: bool) -> None:
    """Enter what the checks gave.

    A person's score stays. formgrader lists it once more where the answer has changed, or what the
    checks give for it.

    Parameters
    ----------
    grade : nbgrader.api.Grade
        The row.
    question : QuestionResult
        What the checks gave.
    changed : bool
        Whether the answer is another one than before.
    """
    moved = grade.auto_score != question.score
    if moved:
        grade.auto_score = question.score
    if grade.manual_score is None and not grade.extra_credit:
        needed = question.score is None
    else:
        needed = grade.needs_manual_grade or changed or moved
    if grade.needs_manual_grade != needed:
        grade.needs_manual_grade = needed


def entered(handed: Any, order: Sequence[str] = ()) -> dict[str, ManualScore]:
    """Return what a person entered in formgrader.

    Parameters
    ----------
    handed : nbgrader.api.SubmittedNotebook
        The submission.
    order : sequence of str
        Names of the notebook's cells. A comment on a cell that is no question, on code above its
        check for instance, belongs to the next question in it.

    Returns
    -------
    dict of str to ManualScore
        By question, where anything was entered.
    """
    grades = {grade.cell.name: grade for grade in handed.grades}
    comments: dict[str, list[str]] = {}
    places = {name: place for place, name in enumerate(order)}
    for comment in sorted(handed.comments, key=lambda one: places.get(one.cell.name, len(order))):
        if comment.manual_comment and grades:
            beside = question_beside(comment.cell.name, order, list(grades))
            comments.setdefault(beside, []).append(comment.manual_comment)
    found = {}
    for name, grade in grades.items():
        comment = "\n\n".join(comments.get(name, ()))
        if grade.manual_score is not None or grade.extra_credit or comment:
            found[name] = ManualScore(
                grade.manual_score, grade.extra_credit or 0.0, comment, grade.needs_manual_grade
            )
    return found


def question_beside(cell: str, order: Sequence[str], questions: Sequence[str]) -> str:
    """Return the question with which a comment on a cell is shown: the next, or the last before.

    Parameters
    ----------
    cell : str
        Name of the cell.
    order : sequence of str
        Names of the notebook's cells.
    questions : sequence of str
        Those that are questions; one at least.

    Returns
    -------
    str
        The cell's own name where it is a question.

    Examples
    --------
    >>> question_beside("code", ["code", "minmax", "why"], ["minmax", "why"])
    'minmax'
    """
    if cell in questions:
        return cell
    at = order.index(cell) if cell in order else len(order)
    near = [name for name in (*order[at:], *reversed(order[:at])) if name in questions]
    return near[0] if near else questions[-1]


def with_entered(result: SubmissionResult, manual: Mapping[str, ManualScore]) -> SubmissionResult:
    """Return a result with what a person entered: scores in place of the checks', and comments.

    Parameters
    ----------
    result : SubmissionResult
        What the checks gave.
    manual : mapping of str to ManualScore
        By question.

    Returns
    -------
    SubmissionResult
        The same where nothing was entered.

    Examples
    --------
    >>> asked = QuestionResult("essay", 4, None, "manual")
    >>> result = SubmissionResult("ada", "01", "k", (asked,))
    >>> with_entered(result, {"essay": ManualScore(3.0, comment="Which data?")}).questions[0].score
    3.0
    """
    questions = tuple(
        _replaced(question, manual[question.name]) if question.name in manual else question
        for question in result.questions
    )
    return result.replace(questions=questions)


def _replaced(question: QuestionResult, manual: ManualScore) -> QuestionResult:
    question = replace(question, comment=manual.comment)
    score = question.score if manual.score is None else manual.score
    if score is None:
        return question
    score += manual.extra_credit
    state: State = question.state
    if manual.score is not None and state != "manual":
        state = "passed" if score >= question.points else "failed" if score <= 0 else "partial"
    return replace(question, score=score, state=state)


def _naive(when: str | None) -> datetime | None:
    return None if when is None else moment(when).replace(tzinfo=None)
