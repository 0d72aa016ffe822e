"""An exercise as the instructor wrote it: solutions/NN-name with notebook, checks and dates."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from course_lib.grading.checks import Question, load_checks
from course_lib.grading.lateness import Lateness, lateness
from course_lib.grading.notebooks import Cell, cells_of, read_notebook
from course_lib.grading.uses import digests

__all__ = ["Exercise", "ExerciseError", "Late"]

_NAME = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")
_GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_CALL = re.compile(r"check\((['\"])([^'\"]+)\1\)")
_FIELDS = frozenset(["title", "chapter", "deadline", "late", "forbidden", "files"])


class ExerciseError(ValueError):
    """A mistake in an exercise, in one sentence for the instructor."""


@dataclass(frozen=True)
class Late:
    """What lateness costs.

    Parameters
    ----------
    per_day : float
        Share of the score that each begun day costs.
    days : int
        Days after which nothing counts any more.
    """

    per_day: float = 0.0
    days: int = 100_000


@dataclass(frozen=True)
class Exercise:
    """An exercise.

    Parameters
    ----------
    folder : pathlib.Path
        Where it lies.
    title : str
        For people.
    questions : tuple of Question
        In the order of checks.py.
    chapter : str
        The chapter that it belongs to.
    deadline : datetime or None
        With its zone.
    late : Late
        What lateness costs.
    forbidden : tuple of str
        Modules that a submission cannot import.
    files : tuple of str
        Further files that students get, relative to the folder.
    """

    folder: Path
    title: str
    questions: tuple[Question, ...]
    chapter: str = ""
    deadline: datetime | None = None
    late: Late = Late()
    forbidden: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path | str) -> Exercise:
        """Return the exercise in a folder, having looked whether its parts fit each other.

        Parameters
        ----------
        folder : path
            With exercise.toml, one notebook and checks.py.

        Returns
        -------
        Exercise
            Every question has its cell, with the same points.

        Raises
        ------
        ExerciseError
            A part is missing, or does not fit another.
        ChecksBroken
            checks.py cannot be run.
        """
        folder = Path(folder)
        if not folder.is_dir():
            raise ExerciseError(f"there is no exercise at {folder}")
        if not _NAME.fullmatch(folder.resolve().name):
            raise ExerciseError(f"an exercise is named like 01-normalisation, not {folder.name}")
        try:
            questions = load_checks(folder / "checks.py")
        except FileNotFoundError as error:
            raise ExerciseError(str(error)) from None
        exercise = cls(folder=folder, questions=questions, **_settings(folder / "exercise.toml"))
        for name in exercise.files:
            if not (folder / name).resolve().is_relative_to(folder.resolve()):
                raise ExerciseError(f"{folder.name}: the file {name} lies outside of the exercise")
            if not (folder / name).is_file():
                raise ExerciseError(f"{folder.name}: there is no file {name}")
        _compare(exercise)
        return exercise

    @property
    def name(self) -> str:
        """The folder's name, such as ``"01-normalisation"``."""
        return self.folder.resolve().name

    @property
    def notebook(self) -> Path:
        """The source notebook."""
        found = sorted(self.folder.glob("*.ipynb"))
        if len(found) != 1:
            raise ExerciseError(f"{self.folder} must hold one notebook, not {len(found)}")
        return found[0]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of the source notebook."""
        try:
            return cells_of(read_notebook(self.notebook))
        except ValueError as error:
            raise ExerciseError(str(error)) from None

    @property
    def points(self) -> float:
        """What can be earned without extra credit."""
        return sum(question.points for question in self.questions if not question.extra)

    @property
    def digest(self) -> str:
        """A hash of checks, notebook and settings: the same digest, the same grades."""
        state = hashlib.sha256()
        for path in (self.folder / "checks.py", self.notebook, self.folder / "exercise.toml"):
            content = path.read_bytes()
            state.update(f"{len(content)}:".encode() + content)
        return state.hexdigest()

    @property
    def question_digests(self) -> dict[str, str]:
        """A hash of each question by name: what it is, what it uses, what is forbidden."""
        source = (self.folder / "checks.py").read_text(encoding="utf-8")
        found = digests(source, self.questions)
        return {
            name: hashlib.sha256(f"{digest}{self.forbidden}".encode()).hexdigest()
            for name, digest in found.items()
        }

    def question(self, name: str) -> Question:
        """Return the question of a name.

        Parameters
        ----------
        name : str
            Its ``grade_id``.

        Returns
        -------
        Question
            The one of that name.

        Raises
        ------
        KeyError
            There is none.
        """
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)

    def lateness(self, submitted: datetime | str | None) -> Lateness:
        """Return how late a submission is, and what that costs.

        Parameters
        ----------
        submitted : datetime, str or None
            With its zone; None, where nobody knows, counts as in time.

        Returns
        -------
        Lateness
            Days after the deadline, and the share of the score that they cost.
        """
        late = self.late
        return lateness(submitted, self.deadline, per_day=late.per_day, days=late.days)


def _settings(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise ExerciseError(f"there is no {path}: write title, chapter and deadline into it")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExerciseError(f"{path}: {error}") from None
    unknown = sorted(table.keys() - _FIELDS)
    if unknown:
        raise ExerciseError(f"{path} has a field that is not known: {unknown[0]}")
    if not isinstance(table.get("title"), str) or not table["title"].strip():
        raise ExerciseError(f"{path} needs a title")
    return {
        "title": table["title"],
        "chapter": str(table.get("chapter", "")),
        "deadline": _deadline(table.get("deadline"), path),
        "late": _late(table.get("late", {}), path),
        "forbidden": _names(table.get("forbidden", []), "forbidden", path),
        "files": _names(table.get("files", []), "files", path),
    }


def _deadline(value: Any, path: Path) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ExerciseError(f"{path}: the deadline {value!r} is no ISO 8601 time") from None
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ExerciseError(f"{path}: the deadline needs a zone, as 2027-03-01T23:59:00+01:00")
    return value


def _late(value: Any, path: Path) -> Late:
    match value:
        case {"per_day": int() | float() as share, **rest} if 0 <= share <= 1:
            days = rest.pop("days", Late.days)
            if not rest and type(days) is int and days >= 0:
                return Late(float(share), days)
        case {**rest} if not rest:
            return Late()
    raise ExerciseError(f"{path}: late is like {{per_day = 0.1, days = 3}}")


def _names(value: Any, field: str, path: Path) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise ExerciseError(f"{path}: {field} is a list of names")


def _compare(exercise: Exercise) -> None:
    """Look whether each question has its cell and each graded cell its question."""
    cells = [cell for cell in exercise.cells if cell.grade or cell.solution or cell.locked]
    place = f"{exercise.name}: "
    for name, count in Counter(cell.grade_id for cell in cells).items():
        if not _GRADE_ID.fullmatch(name):
            raise ExerciseError(f"{place}a grade_id is letters, digits, - and _, got {name!r}")
        if count > 1:
            raise ExerciseError(f"{place}two cells have the grade_id {name!r}")
    graded = {cell.grade_id: cell for cell in cells if cell.grade}
    for question in exercise.questions:
        cell = graded.pop(question.name, None)
        if cell is None:
            raise ExerciseError(f"{place}question {question.name!r} has no graded cell")
        if cell.points != question.points:
            raise ExerciseError(
                f"{place}question {question.name!r} has {question.points:g} points in checks.py "
                f"and {cell.points} in the notebook"
            )
        _compare_cell(question, cell, place)
    if graded:
        raise ExerciseError(f"{place}cell {next(iter(graded))!r} has no question in checks.py")


def _compare_cell(question: Question, cell: Cell, place: str) -> None:
    if question.manual:
        if not cell.solution:
            raise ExerciseError(
                f"{place}question {question.name!r} is graded by hand, so its cell is a solution"
            )
        return
    call = _CALL.fullmatch(cell.source.strip())
    if cell.solution or not cell.locked or call is None or call[2] != question.name:
        raise ExerciseError(
            f"{place}question {question.name!r} needs a locked cell with the line "
            f'check("{question.name}") and nothing else'
        )
