"""Feedback as the zips that Canvas and Moodle take back, found by the names of their files.

Moodle takes *Upload multiple feedback files in a zip*: a folder
``Ada Lovelace_501_assignsubmission_file`` for each participant, whose name it parts at the
underscores (``mod/assign/feedback/file/importziplib.php``). Canvas takes *Upload submissions*: of
each name the first two parts that are numbers are the user and the file that was handed in, and
what comes is shown under the name of that file (``infer_comment_context_from_filename``), so that
a notebook must come back as a notebook.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.arguments import choice
from course_lib.grading.reports.pages import Shown, as_shown, points, student_page
from course_lib.grading.results import SubmissionResult
from course_lib.grading.submissions.names import legible

__all__ = ["feedback_notebook", "feedback_zip"]

FORMATS = ("canvas", "moodle")
_HANDED = re.compile(r"(?:.*?_)?(?:LATE_)?(?P<user>\d+)_(?P<file>\d+)_.+")
_DAY = (2000, 1, 1, 0, 0, 0)
"""The same zip for the same feedback."""


def feedback_zip(
    results: Sequence[SubmissionResult],
    format: str,
    *,
    title: str = "",
    names: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
    answers: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    requests: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]] | None = None,
) -> tuple[bytes, list[str], list[str]]:
    """Return a zip with one file of feedback for each student.

    Parameters
    ----------
    results : sequence of SubmissionResult
        Of one exercise, with the system's numbers of students; for Canvas with the names of the
        files that were handed in.
    format : str
        ``"canvas"`` (notebooks) or ``"moodle"`` (pages).
    title : str
        The exercise's title.
    names : mapping of str to str, optional
        Students' names by identifier.
    titles : mapping of str to str, optional
        What people call the questions, by name.
    answers : mapping of str to mapping, optional
        By student, what was written for each question.
    requests : mapping of str to mapping, optional
        By student, who asked for another look at which question, and the answers.

    Returns
    -------
    content : bytes
        The zip.
    students : list of str
        Whose feedback is in it.
    faults : list of str
        A sentence for those whose is not.

    Raises
    ------
    ValueError
        An unknown format.

    Examples
    --------
    >>> ada = SubmissionResult("ada", "01-a", "k", (), lms="moodle", lms_id="501")
    >>> content, students, faults = feedback_zip([ada], "moodle", names={"ada": "Ada_L"})
    >>> zipfile.ZipFile(io.BytesIO(content)).namelist()
    ['Ada L_501_assignsubmission_file/01-a.html']
    """
    choice(format, "format", FORMATS)
    buffer = io.BytesIO()
    students, unread, unknown = [], [], []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for result in sorted(results, key=lambda one: one.student):
            name = (names or {}).get(result.student, "")
            path = _path(result, format, name or result.student)
            if path is None:
                unknown.append(result.student)
            elif result.penalty < 1 and any(one.score is None for one in result.questions):
                unread.append(result.student)
            else:
                more: dict[str, Any] = {"title": title, "name": name, "titles": titles}
                more["answers"] = (answers or {}).get(result.student)
                more["requests"] = (requests or {}).get(result.student)
                page = feedback_notebook if format == "canvas" else student_page
                archive.writestr(zipfile.ZipInfo(path, _DAY), page(result, **more).encode())
                students.append(result.student)
    faults = []
    if unread:
        faults.append(f"Left out, for answers of theirs are not graded yet: {', '.join(unread)}.")
    if unknown:
        what = {
            "canvas": "they did not hand in over Canvas, which takes feedback on its files alone",
            "moodle": "Moodle's number of them is not known: --worksheet gives it",
        }[format]
        faults.append(f"Left out, for {what}: {', '.join(unknown)}.")
    return buffer.getvalue(), students, faults


def feedback_notebook(
    result: SubmissionResult,
    *,
    title: str = "",
    name: str = "",
    titles: Mapping[str, str] | None = None,
    answers: Mapping[str, Sequence[str]] | None = None,
    requests: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> str:
    r"""Return what a student's page says, as a notebook of text alone.

    Parameters
    ----------
    result : SubmissionResult
        What the submission earned.
    title, name : str
        Of the exercise and of the student.
    titles : mapping of str to str, optional
        What people call the questions, by name.
    answers : mapping of str to sequence of str, optional
        What the student wrote for each question.
    requests : mapping of str to sequence of (str, str), optional
        By question, why the student asked for another look, and what a reader answered.

    Returns
    -------
    str
        JSON.

    Examples
    --------
    >>> from course_lib.checks.results import QuestionResult
    >>> asked = QuestionResult("why", 4, 2.0, "manual", comment="Which data?")
    >>> text = feedback_notebook(SubmissionResult("ada", "01-a", "k", (asked,)))
    >>> json.loads(text)["cells"][1]["source"]
    '## why: 2 of 4 points\n\nread\n\n> Which data?'
    """
    head = f"# {_plain(title or result.exercise)}: {points(result.final)} of"
    parts = [f"{head} {points(result.points)} points", _plain(name or result.student)]
    if result.late_days:
        parts.append(f"{result.late_days} days late: {points(100 * result.penalty)}% less.")
    titles, answers, requests = titles or {}, answers or {}, requests or {}
    parts += [_plain(problem) for problem in result.problems]
    parts += _requests(requests.get("", ()))
    cells = ["\n\n".join(parts)]
    for one in result.questions:
        given = answers.get(one.name, ()), requests.get(one.name, ())
        cells.append(_question(as_shown(one, titles.get(one.name, ""), *given)))
    texts = [
        {"cell_type": "markdown", "id": f"feedback-{n}", "metadata": {}, "source": text}
        for n, text in enumerate(cells)
    ]
    whole = {"cells": texts, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _path(result: SubmissionResult, format: str, name: str) -> str | None:
    """Return where the system looks for a student's feedback; None where it could not find it."""
    if result.lms != format or not result.lms_id:
        return None
    if format == "canvas":
        handed = _HANDED.fullmatch(result.handed)
        return (
            f"feedback_{result.lms_id}_{handed['file']}_{result.exercise}.ipynb" if handed else None
        )
    plain = re.sub(r"[_/\\:~.]+", " ", legible(name)).strip() or "Participant"
    return f"{plain}_{result.lms_id}_assignsubmission_file/{result.exercise}.html"


def _question(one: Shown) -> str:
    more = f", and {one.more} on top" if one.more else ""
    head = f"## {_plain(one.title or one.name)}: {one.score} of {one.points} points{more}"
    parts = [head, one.word + (", by a hidden check" if one.hidden else "")]
    parts += [f"- {_plain(hint)}" for hint in one.hints]
    parts += [_fenced(text) for text in (one.message, one.example) if text]
    if one.comment:
        parts.append(_quoted(one.comment))
    parts += _requests(one.requests)
    parts += ["Your answer:"] * bool(one.answer) + [_fenced(text) for text in one.answer]
    return "\n\n".join(parts)


def _requests(requests: Sequence[tuple[str, str]]) -> list[str]:
    parts = []
    for reason, answered in requests:
        parts += ["You asked for another look:", _quoted(reason)]
        parts += ["Answer:", _quoted(answered)] if answered else ["Nobody has answered yet."]
    return parts


def _quoted(text: str) -> str:
    return "\n".join(f"> {_plain(line)}" for line in text.splitlines())


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]#$|!])", r"\\\1", html.escape(legible(text), quote=False))


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
