"""Results in nbgrader's database, where its own tools find them, and written grades come back."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbgrader import api
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from course_lib import atomic
from course_lib.arguments import shown
from course_lib.grading.gradebook.cells import Assignment, synchronise
from course_lib.grading.gradebook.notebook import autograded, text_of, written
from course_lib.grading.gradebook.patience import alone, is_busy, patient, sentence
from course_lib.grading.gradebook.rows import (
    ManualScore,
    enter,
    entered,
    find,
    full_name,
    grade_row,
    submitted_notebook,
    with_entered,
)
from course_lib.grading.results import SubmissionResult
from course_lib.grading.submissions.names import safe

__all__ = ["Assignment", "Gradebook", "ManualScore"]

SECONDS = 30.0
"""How long to wait for those who read."""


class Gradebook:
    """nbgrader's database, and the folder in which its formgrader looks for notebooks.

    Each call is one transaction: a crash leaves what was before or what comes after. The notebook
    for formgrader takes its place when its grades have; after a crash in between, storing the
    result again puts it there.

    Parameters
    ----------
    url : str
        Any SQLAlchemy URL, as ``sqlite:///gradebook.db``; tables are created where there are none.
    folder : str or pathlib.Path, optional
        The course's folder, where ``autograded/student/exercise/notebook.ipynb`` is written; no
        notebooks are written without it.

    Raises
    ------
    ValueError
        There is no such database, or it cannot be opened.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
    ...         gradebook.manual_scores("ada", "01")
    {}
    """

    def __init__(self, url: str, folder: str | Path | None = None) -> None:
        self._folder = None if folder is None else Path(folder)
        self._known: dict[str, tuple[Assignment, str]] = {}
        try:
            _create(url)
            self._api = api.Gradebook(url)
        except (SQLAlchemyError, ArgumentError, ImportError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise ValueError(
                f"the gradebook {shown(url, 120)} cannot be opened: {reason}"
            ) from None
        patient(self._api.engine, SECONDS)

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._api.close()

    def prepare(self, exercise: Assignment) -> None:
        """Enter an exercise, or what has changed in it.

        Parameters
        ----------
        exercise : Assignment
            Its notebook, questions and deadline.

        Raises
        ------
        ValueError
            A question is gone for which formgrader has scores.
        """
        with self._transaction(writes=True) as session:
            synchronise(session, exercise)
        self._known[exercise.name] = exercise, exercise.digest()

    def store(
        self,
        result: SubmissionResult,
        exercise: Assignment,
        notebook: Mapping[str, Any] | None = None,
        *,
        name: str = "",
        lms_id: str | None = None,
    ) -> SubmissionResult:
        """Enter what a submission earned; the second time changes nothing.

        What a person entered in formgrader stays. It is listed for another look only where the
        answer or the checks' score is no longer what that person saw.

        Parameters
        ----------
        result : SubmissionResult
            What the checks gave.
        exercise : Assignment
            Its exercise.
        notebook : mapping, optional
            The student's notebook as JSON gives it, run or not.
        name : str
            The student's name.
        lms_id : str, optional
            The number by which the learning system knows the student.

        Returns
        -------
        SubmissionResult
            With what a person entered.

        Raises
        ------
        ValueError
            The names do not fit, or the exercise cannot be entered.
        """
        for text in (result.student, result.exercise):
            if safe(text) != text:
                raise ValueError(f"{shown(text)} cannot be the name of a folder.")
        if self._known.get(exercise.name, (None, ""))[1] != exercise.digest():
            self.prepare(exercise)
        handed_in = None if notebook is None else dict(notebook)
        page = autograded(exercise.notebook, handed_in, result, exercise.rubrics())
        path = self._path(result, exercise)
        before = _read(path)
        with _replacing(path, text_of(page)), self._transaction(writes=True) as session:
            row = submitted_notebook(session, result, exercise, name, lms_id)
            for question in result.questions:
                asked = question.name
                changed = bool(before) and written(before, asked) != written(page, asked)
                enter(grade_row(session, row, question.name), question, changed=changed)
            session.flush()
            settled = with_entered(result, entered(row, exercise.cell_names()))
            row.late_submission_penalty = round(settled.score * settled.penalty, 6)
        return settled

    def manual_scores(self, student: str, exercise: str) -> dict[str, ManualScore]:
        """Return what a person entered in formgrader.

        Parameters
        ----------
        student, exercise : str
            Whose and which.

        Returns
        -------
        dict of str to ManualScore
            By question, where anything was entered.
        """
        with self._transaction() as session:
            found = find(session, student, exercise)
            return {} if found is None else entered(found)

    def settle(self, result: SubmissionResult, cells: Sequence[str] = ()) -> SubmissionResult:
        """Return a result with what a person entered, and enter the penalty that follows.

        Parameters
        ----------
        result : SubmissionResult
            What the checks gave.
        cells : sequence of str
            Names of the exercise's cells, in order; by them a comment on code finds its question.

        Returns
        -------
        SubmissionResult
            Written answers have their score, and questions their comment.
        """
        with self._transaction() as session:
            found = find(session, result.student, result.exercise)
            if found is None:
                return result
            settled = with_entered(result, entered(found, cells))
            penalty = round(settled.score * settled.penalty, 6)
            if found.late_submission_penalty != penalty:
                found.late_submission_penalty = penalty
            return settled

    def lms_ids(self) -> dict[str, str]:
        """Return the number by which the learning system knows each student, where it is known."""
        with self._transaction() as session:
            rows = session.execute(select(api.Student.id, api.Student.lms_user_id))
            return {student: number for student, number in rows if number}

    def names(self) -> dict[str, str]:
        """Return the name of each student, where it is known."""
        with self._transaction() as session:
            rows = session.execute(
                select(api.Student.id, api.Student.first_name, api.Student.last_name)
            )
            return {row.id: name for row in rows if (name := full_name(row))}

    @contextlib.contextmanager
    def _transaction(self, *, writes: bool = False) -> Iterator[Session]:
        session = self._api.db()
        try:
            if writes:
                alone(session)
            yield session
            session.commit()
        except SQLAlchemyError as error:
            session.rollback()
            if is_busy(error):
                raise ValueError(sentence(SECONDS)) from error
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise ValueError(f"the gradebook cannot be used: {reason}") from error
        except BaseException:
            session.rollback()
            raise

    def _path(self, result: SubmissionResult, exercise: Assignment) -> Path | None:
        if self._folder is None:
            return None
        folder = self._folder / "autograded" / result.student / result.exercise
        return folder / f"{exercise.notebook_name}.ipynb"


def _read(path: Path | None) -> dict[str, Any]:
    """Return the notebook of the last time; an empty one where there is none."""
    try:
        return {} if path is None else dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


@contextlib.contextmanager
def _replacing(path: Path | None, text: str) -> Iterator[None]:
    """Write a file beside its place, and put it there once what is inside has come about."""
    if path is None:
        yield
        return
    with atomic.writing(path) as file:
        file.write(text.encode())
        yield


def _create(url: str) -> None:
    """Make an empty gradebook beside its place and move it there whole.

    nbgrader notes the version of its tables after it has created them, asking a program that it
    finds by name; a crash in between leaves a database that it cannot upgrade.
    """
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = programs + os.pathsep + os.environ.get("PATH", "")
    place = make_url(url)
    if place.get_backend_name() != "sqlite" or place.database in (None, "", ":memory:"):
        return
    target = Path(str(place.database))
    if target.exists() and target.stat().st_size > 0:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".gradebook-") as folder:
        empty = Path(folder) / target.name
        api.Gradebook(f"sqlite:///{empty}").close()
        empty.replace(target)
