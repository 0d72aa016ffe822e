"""Scores as the tables that Canvas and Moodle import."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from course_lib.arguments import choice, shown
from course_lib.grading.reports.worksheets import filled
from course_lib.grading.results import SubmissionResult
from course_lib.grading.submissions.names import legible

__all__ = ["FORMATS", "export", "remarks"]

FORMATS = ("csv", "canvas", "moodle")


def export(
    results: Sequence[SubmissionResult],
    format: str = "csv",
    *,
    title: str = "",
    names: Mapping[str, str] | None = None,
    lms_ids: Mapping[str, str] | None = None,
    worksheet: str | None = None,
) -> str:
    """Return scores as CSV text.

    Students of whom a written answer is still unread are left out of the tables for Canvas and
    Moodle: a preliminary score would be published there, and an empty cell may erase a grade.
    Moodle refuses scores outside of 0 and the points, so extra credit beyond them is cut there.
    `remarks` says whom that concerns.

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
    worksheet : str, optional
        The worksheet that Moodle gives for the assignment, as text: it is filled in as it is, in
        whatever language.

    Returns
    -------
    str
        The table; no cell of it begins a formula in a spreadsheet.

    Raises
    ------
    ValueError
        An unknown format, results of several exercises, students whose number Moodle needs and
        nobody knows, or numbers of the other learning system.

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
    if format != "csv":
        _of_this_system(ordered, format)
        if format == "moodle":
            _numbered(ordered, lms_ids)
        ordered = [result for result in ordered if not _unread(result)]
    if worksheet is not None:
        if format != "moodle":
            raise ValueError(f"worksheet is for the format moodle, not {format}")
        return filled(worksheet, {lms_ids[r.student]: r.final for r in ordered})
    if format == "canvas":
        rows = _canvas(ordered, title or "".join(exercises), names, lms_ids)
    elif format == "moodle":
        rows = _moodle(ordered, names, lms_ids)
    else:
        rows = _everything(ordered, names, lms_ids)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def remarks(
    results: Sequence[SubmissionResult], format: str, *, worksheet: str | None = None
) -> list[str]:
    """Return what a table does not hold as it is, a sentence each.

    Parameters
    ----------
    results : sequence of SubmissionResult
        As for `export`.
    format, worksheet : str
        As for `export`.

    Returns
    -------
    list of str
        Empty where the table says all.

    Examples
    --------
    >>> from course_lib.checks.results import QuestionResult
    >>> asked = QuestionResult("essay", 4, None, "manual")
    >>> remarks([SubmissionResult("ada", "01", "k", (asked,))], "canvas")
    ['Left out, for answers of theirs are unread: ada.']
    """
    if format == "csv":
        return []
    ordered = sorted(results, key=lambda result: result.student)
    said = []
    left_out = [result for result in ordered if _unread(result)]
    broken = [r.student for r in left_out if any(q.state == "ungraded" for q in r.questions)]
    unread = [r.student for r in left_out if r.student not in broken]
    if unread:
        said.append(f"Left out, for answers of theirs are unread: {', '.join(unread)}.")
    if broken:
        said.append(f"Left out, for checks failed on answers of theirs: {', '.join(broken)}.")
    cut = [r for r in ordered if not _unread(r) and _in_range(r) != r.final]
    if cut and format == "moodle" and worksheet is None:
        told = ", ".join(f"{r.student} ({_number(r.final)} of {_number(r.points)})" for r in cut)
        said.append(f"Cut to what Moodle takes, 0 to the points: {told}.")
    return said


def guarded(text: str) -> str:
    """Return text as a cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("Ada")
    ("'=1+1", 'Ada')
    """
    clean = legible(text)
    return f"'{clean}" if clean[:1] in tuple("=+-@|%＝＋－＠") and clean else clean


def _of_this_system(results: Sequence[SubmissionResult], format: str) -> None:
    """See that no number of one learning system is given out as the other's."""
    foreign = [result for result in results if result.lms not in ("", format)]
    if foreign:
        name = foreign[0].lms
        raise ValueError(
            f"the submissions came from {name.capitalize()}, whose numbers of students mean others"
            f" in {format.capitalize()}: export them with --format {name}, or csv"
        )


def _numbered(results: Sequence[SubmissionResult], lms_ids: Mapping[str, str]) -> None:
    unknown = [result.student for result in results if not lms_ids.get(result.student)]
    if unknown:
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        raise ValueError(
            f"Moodle needs the participant's number, which is not known of"
            f" {', '.join(unknown[:3])}{more}: read the submissions from Moodle's own zip."
        )


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
        rows.append([*(guarded(cell) for cell in row), _number(result.final)])
    return rows


def _moodle(
    results: Sequence[SubmissionResult], names: Mapping[str, str], lms_ids: Mapping[str, str]
) -> list[list[str]]:
    rows = [["Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"]]
    for result in results:
        number = lms_ids[result.student]
        name = guarded(names.get(result.student, result.student))
        identifier = guarded(f"Participant {number}")
        final = _number(_in_range(result))
        rows.append([identifier, name, final, _number(result.points), "-"])
    return rows


def _everything(
    results: Sequence[SubmissionResult], names: Mapping[str, str], lms_ids: Mapping[str, str]
) -> list[list[str]]:
    questions = list(dict.fromkeys(q.name for result in results for q in result.questions))
    head = ["exercise", "student", "name", "lms_id", "submitted", "late_days", "penalty", "score"]
    rows = [[*head, "final", "points", "unread", "problems", "comments", *map(guarded, questions)]]
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
                guarded("; ".join(f"{q.name}: {q.comment}" for q in result.questions if q.comment)),
                *(_number(scores.get(question)) for question in questions),
            ]
        )
    return rows


def _unread(result: SubmissionResult) -> bool:
    unread = any(question.score is None for question in result.questions)
    return unread and result.penalty < 1


def _in_range(result: SubmissionResult) -> float:
    return min(max(result.final, 0.0), result.points)


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 4):.12g}"
