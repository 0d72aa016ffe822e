"""Scores as the tables that Canvas and Moodle import."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Collection, Mapping, Sequence

from course_lib.arguments import choice, shown
from course_lib.grading.reports.worksheets import filled
from course_lib.grading.results import SubmissionResult
from course_lib.grading.submissions.names import legible

__all__ = ["FORMATS", "comments_of", "export", "remarks"]

FORMATS = ("csv", "canvas", "moodle")


def export(
    results: Sequence[SubmissionResult],
    format: str = "csv",
    *,
    title: str = "",
    names: Mapping[str, str] | None = None,
    lms_ids: Mapping[str, str] | None = None,
    worksheet: str | None = None,
    known: Mapping[str, Mapping[str, str]] | None = None,
    absent: Collection[str] = (),
    excused: Collection[str] = (),
    comments: Mapping[str, str] | None = None,
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
    known : mapping of str to mapping, optional
        What a roster says of each student: ``section``, and for Canvas ``number`` and ``login``.
    absent : collection of str
        Whose results are of nothing that was handed in.
    excused : collection of str
        For whom the exercise does not count: ``EX`` for Canvas, left out for Moodle.
    comments : mapping of str to str, optional
        What people wrote to each student, from `comments_of`, for Moodle; ``"csv"`` has it anyway.

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
    if comments is not None and format == "canvas":
        raise ValueError("Canvas' import takes scores alone: comments go to moodle or csv")
    names, lms_ids, known = names or {}, lms_ids or {}, known or {}
    exercises = sorted({result.exercise for result in results})
    if format != "csv" and len(exercises) > 1:
        raise ValueError(f"results must be of one exercise for {format}, got {shown(exercises)}")
    ordered = sorted(results, key=lambda result: (result.exercise, result.student))
    if format != "csv":
        _of_this_system(ordered, format)
        if format == "moodle":
            ordered = [one for one in ordered if not _left_out(one, lms_ids, absent, excused)]
            _numbered(ordered, lms_ids)
        ordered = [one for one in ordered if one.student in excused or not _unread(one)]
    if worksheet is not None:
        if format != "moodle":
            raise ValueError(f"worksheet is for the format moodle, not {format}")
        said = {lms_ids[one]: text for one, text in (comments or {}).items() if one in lms_ids}
        return filled(worksheet, {lms_ids[r.student]: r.final for r in ordered}, said)
    if format == "canvas":
        rows = _canvas(ordered, title or "".join(exercises), names, lms_ids, known, excused)
    elif format == "moodle":
        rows = _moodle(ordered, names, lms_ids, comments)
    else:
        status = dict.fromkeys(absent, "nothing handed in") | dict.fromkeys(excused, "excused")
        rows = _everything(ordered, names, lms_ids, known, status)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def remarks(
    results: Sequence[SubmissionResult],
    format: str,
    *,
    worksheet: str | None = None,
    lms_ids: Mapping[str, str] | None = None,
    absent: Collection[str] = (),
    excused: Collection[str] = (),
) -> list[str]:
    """Return what a table does not hold as it is, a sentence each.

    Parameters
    ----------
    results : sequence of SubmissionResult
        As for `export`.
    format, worksheet : str
        As for `export`.
    lms_ids, absent, excused : mapping and collections of str
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
    if format == "moodle":
        free = [one.student for one in ordered if one.student in excused]
        nobody = [
            one.student
            for one in ordered
            if one.student not in excused and _left_out(one, lms_ids or {}, absent, excused)
        ]
        if free:
            said.append(
                f"Excused, which Moodle is told in its own gradebook: {', '.join(free)} (left out)."
            )
        if nobody:
            said.append(
                f"Left out, for Moodle's number of them is not known: {', '.join(nobody)}, who"
                " handed in nothing; --worksheet gives it."
            )
    ordered = [result for result in ordered if result.student not in excused]
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


def comments_of(
    results: Sequence[SubmissionResult], titles: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what people wrote to each student, as HTML that runs nothing.

    Parameters
    ----------
    results : sequence of SubmissionResult
        Of one exercise, with what was entered in formgrader.
    titles : mapping of str to str, optional
        What people call the questions, by name.

    Returns
    -------
    dict of str to str
        By student; nobody to whom nothing was written.

    Examples
    --------
    >>> from course_lib.checks.results import QuestionResult
    >>> asked = QuestionResult("why", 4, 2.0, "manual", comment="Which data? x < 3?")
    >>> comments_of([SubmissionResult("ada", "01", "k", (asked,))], {"why": "Why"})
    {'ada': 'Why: Which data? x &lt; 3?'}
    """
    titles = titles or {}
    found = {}
    for result in results:
        said = [
            f"{titles.get(one.name) or one.name}: {one.comment}"
            for one in result.questions
            if one.comment.strip()
        ]
        if said:
            lines = [legible(line) for text in said for line in text.splitlines()]
            found[result.student] = guarded("<br>".join(html.escape(line) for line in lines))
    return found


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


def _left_out(
    result: SubmissionResult,
    lms_ids: Mapping[str, str],
    absent: Collection[str],
    excused: Collection[str],
) -> bool:
    """Return whether Moodle cannot be told: the excused, and who has no number and no work."""
    student = result.student
    return student in excused or (student in absent and student not in lms_ids)


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
    known: Mapping[str, Mapping[str, str]],
    excused: Collection[str],
) -> list[list[str]]:
    points = max((result.points for result in results), default=0.0)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", guarded(title)]
    rows = [head, ["    Points Possible", "", "", "", "", _number(points)]]
    for result in results:
        student = result.student
        number = lms_ids.get(student, "")
        # Without a number Canvas looks for the login, and then for the name.
        said = known.get(student, {})
        login = said.get("login", "") or ("" if number or said.get("number") else student)
        row = [names.get(student, student), number, said.get("number", ""), login]
        cell = "EX" if student in excused else _number(result.final)
        rows.append([*map(guarded, [*row, said.get("section", "")]), cell])
    return rows


def _moodle(
    results: Sequence[SubmissionResult],
    names: Mapping[str, str],
    lms_ids: Mapping[str, str],
    comments: Mapping[str, str] | None,
) -> list[list[str]]:
    rows = [["Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"]]
    if comments is not None:
        rows[0].append("Feedback comments")
    for result in results:
        number = lms_ids[result.student]
        name = guarded(names.get(result.student, result.student))
        identifier = guarded(f"Participant {number}")
        final = _number(_in_range(result))
        rows.append([identifier, name, final, _number(result.points), "-"])
        if comments is not None:
            rows[-1].append(comments.get(result.student, ""))
    return rows


def _everything(
    results: Sequence[SubmissionResult],
    names: Mapping[str, str],
    lms_ids: Mapping[str, str],
    known: Mapping[str, Mapping[str, str]],
    status: Mapping[str, str],
) -> list[list[str]]:
    questions = list(dict.fromkeys(q.name for result in results for q in result.questions))
    head = "exercise student name section lms_id submitted status late_days penalty score final"
    more = "points unread problems comments"
    rows = [[*head.split(), *more.split(), *map(guarded, questions)]]
    for result in results:
        scores = {question.name: question.score for question in result.questions}
        student = result.student
        words = [result.exercise, student, names.get(student, "")]
        words += [known.get(student, {}).get("section", ""), lms_ids.get(student, "")]
        words += [result.submitted or "", status.get(student, "")]
        unread = sum(score is None for score in scores.values())
        rows.append(
            [
                *map(guarded, words),
                str(result.late_days),
                _number(result.penalty),
                _number(result.score),
                "" if status.get(student) == "excused" else _number(result.final),
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
