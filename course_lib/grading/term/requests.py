"""Requests to look at a score once more: a table that students fill and readers answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.arguments import shown
from course_lib.grading.submissions.tables import read_rows
from course_lib.grading.term.exceptions import student_in
from course_lib.grading.term.roster import Roster

__all__ = ["Request", "by_student", "read_requests", "unanswered"]


@dataclass(frozen=True)
class Request:
    """A student who asks for another look.

    Parameters
    ----------
    student, exercise, question : str
        Whose and which; an empty question is the exercise as a whole.
    reason : str
        In the student's words.
    answered : str
        In the reader's; empty while nobody has.
    line : int
        Of the table.

    Examples
    --------
    >>> Request("ada", "01-a", "why", "I did name the data.").answered
    ''
    """

    student: str
    exercise: str
    question: str
    reason: str
    answered: str = ""
    line: int = 0


def read_requests(
    path: Path,
    questions: Mapping[str, Collection[str] | None],
    roster: Roster | None = None,
    students: Collection[str] = (),
) -> list[Request]:
    """Return who asks for another look.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file with the columns ``student``, ``exercise`` and ``reason``; ``question`` and
        ``answered`` may be empty or missing.
    questions : mapping of str to collection of str or None
        The questions of each exercise; with None, those of it are not looked at.
    roster : Roster, optional
        By which students are found, by name or identifier.
    students : collection of str
        Others who are known, from results.

    Returns
    -------
    list of Request
        In the file's order.

    Raises
    ------
    ValueError
        A line names nobody or nothing that there is; one sentence.
    """
    known = {one.casefold(): one for one in students}
    found = []
    for line, row in read_rows(path, ("student", "exercise", "reason")):
        place = f"{path.name}, line {line}"
        student = student_in(row["student"], place, roster or Roster(), known)
        exercise, question = row["exercise"], row.get("question", "")
        if exercise not in questions:
            raise ValueError(
                f"{place}: there is no exercise {shown(exercise)}, but {', '.join(questions)}"
            )
        there = questions[exercise]
        if question and there is not None and question not in there:
            raise ValueError(
                f"{place}: {exercise} has no question {shown(question)}, but {', '.join(there)}"
            )
        answered = row.get("answered", "")
        found.append(Request(student, exercise, question, row["reason"], answered, line))
    return found


def unanswered(requests: Sequence[Request]) -> list[Request]:
    """Return the requests that nobody has answered, by exercise and question.

    Examples
    --------
    >>> both = [Request("ada", "02-b", "", "?"), Request("eve", "01-a", "", "?", "No.")]
    >>> [one.student for one in unanswered(both)]
    ['ada']
    """
    open_ones = [one for one in requests if not one.answered]
    return sorted(open_ones, key=lambda one: (one.exercise, one.question, one.line))


def by_student(
    requests: Sequence[Request], exercise: str
) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return who asked for what in an exercise, as the reports take it.

    Parameters
    ----------
    requests : sequence of Request
        From `read_requests`.
    exercise : str
        Which.

    Returns
    -------
    dict of str to dict
        By student and question: reasons and answers, in the table's order.

    Examples
    --------
    >>> by_student([Request("ada", "01-a", "why", "Twice!", "No.")], "01-a")
    {'ada': {'why': [('Twice!', 'No.')]}}
    """
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for one in requests:
        if one.exercise == exercise:
            mine = found.setdefault(one.student, {})
            mine.setdefault(one.question, []).append((one.reason, one.answered))
    return found
