"""Scores as the tables that Canvas and Moodle import."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from course_lib.arguments import choice, shown
from course_lib.grading.results import SubmissionResult
from course_lib.grading.submissions.names import legible

__all__ = ["FORMATS", "export"]

FORMATS = ("csv", "canvas", "moodle")


def export(
    results: Sequence[SubmissionResult],
    format: str = "csv",
    *,
    title: str = "",
    names: Mapping[str, str] | None = None,
    lms_ids: Mapping[str, str] | None = None,
) -> str:
    """Return scores as CSV text.

    Where a written answer is still unread, the score is left empty in the tables for Canvas and
    Moodle: an empty cell changes nothing there, a preliminary score would be published.

    ``"canvas"`` has the columns that Canvas' gradebook imports: Student, ID, SIS User ID, SIS Login
    ID, Section and the assignment, below the row of points. ``"moodle"`` is the offline grading
    worksheet of an assignment; Moodle needs Identifier, Grade and Last modified (grade). ``"csv"``
    has everything, one column a question.

    Parameters
    ----------
    results : sequence of SubmissionResult
        Of one exercise for Canvas and Moodle.
    format : str
        ``"csv"``, ``"canvas"`` or ``"moodle"``.
    title : str
        The assignment's name in Canvas, with its number as ``Minmax (1234)`` where two are called
        the same; the exercise's name when empty.
    names : mapping of str to str, optional
        Students' names by identifier.
    lms_ids : mapping of str to str, optional
        Canvas' user or Moodle's participant numbers by identifier.

    Returns
    -------
    str
        The table; no cell of it begins a formula in a spreadsheet.

    Raises
    ------
    ValueError
        An unknown format, results of several exercises, or students whose number Moodle needs and
        nobody knows.

    Examples
    --------
    >>> results = [SubmissionResult("ada", "01", "k", (), penalty=0.1)]
    >>> print(export(results, "moodle", lms_ids={"ada": "501"}))
    Identifier,Full name,Grade,Maximum Grade,Last modified (grade)
    Participant 501,ada,0,0,-
    <BLANKLINE>
    """
    choice(format, "format", FORMATS)
    names, lms_ids = names or {}, lms_ids or {}
    exercises = sorted({result.exercise for result in results})
    if format != "csv" and len(exercises) > 1:
        raise ValueError(f"results must be of one exercise for {format}, got {shown(exercises)}")
    ordered = sorted(results, key=lambda result: (result.exercise, result.student))
    if format == "canvas":
        rows = _canvas(ordered, title or "".join(exercises), names, lms_ids)
    elif format == "moodle":
        rows = _moodle(ordered, names, lms_ids)
    else:
        rows = _everything(ordered, names, lms_ids)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def guarded(text: str) -> str:
    """Return text as a cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("Ada")
    ("'=1+1", 'Ada')
    """
    clean = legible(text)
    return f"'{clean}" if clean[:1] in tuple("=+-@|%＝＋－＠") and clean else clean


def _canvas(
    results: Sequence[SubmissionResult],
    title: str,
    names: Mapping[str, str],
    lms_ids: Mapping[str, str],
) -> list[list[str]]:
    points = max((result.points for result in results), default=0.0)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", guarded(title)]
    rows = [head, ["    Points Possible", "", "", "", "", _number(points)]]
    for result in results:
        student = result.student
        number = lms_ids.get(student, "")
        # Without a number Canvas looks for the login, and then for the name.
        login = "" if number else student
        row = [names.get(student, student), number, "", login, ""]
        rows.append([*(guarded(cell) for cell in row), _final(result)])
    return rows


def _moodle(
    results: Sequence[SubmissionResult], names: Mapping[str, str], lms_ids: Mapping[str, str]
) -> list[list[str]]:
    unknown = [result.student for result in results if not lms_ids.get(result.student)]
    if unknown:
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        raise ValueError(
            f"Moodle needs the participant's number, which is not known of"
            f" {', '.join(unknown[:3])}{more}: read the submissions from Moodle's own zip."
        )
    rows = [["Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"]]
    for result in results:
        number = lms_ids[result.student]
        name = guarded(names.get(result.student, result.student))
        identifier = guarded(f"Participant {number}")
        rows.append([identifier, name, _final(result), _number(result.points), "-"])
    return rows


def _everything(
    results: Sequence[SubmissionResult], names: Mapping[str, str], lms_ids: Mapping[str, str]
) -> list[list[str]]:
    questions = list(dict.fromkeys(q.name for result in results for q in result.questions))
    head = ["exercise", "student", "name", "lms_id", "submitted", "late_days", "penalty", "score"]
    rows = [[*head, "final", "points", "unread", "problems", *map(guarded, questions)]]
    for result in results:
        scores = {question.name: question.score for question in result.questions}
        words = [result.exercise, result.student, names.get(result.student, "")]
        words += [lms_ids.get(result.student, ""), result.submitted or ""]
        unread = sum(score is None for score in scores.values())
        rows.append(
            [
                *map(guarded, words),
                str(result.late_days),
                _number(result.penalty),
                _number(result.score),
                _number(result.final),
                _number(result.points),
                str(unread),
                guarded(" ".join(result.problems)),
                *(_number(scores.get(question)) for question in questions),
            ]
        )
    return rows


def _final(result: SubmissionResult) -> str:
    unread = any(question.score is None for question in result.questions)
    return "" if unread and result.penalty < 1 else _number(result.final)


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 4):.12g}"
