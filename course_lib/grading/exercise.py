"""An exercise as the instructor wrote it: solutions/NN-name with notebook, checks and dates."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from course_lib.checks.loading import load_checks
from course_lib.checks.notebooks import Cell, cells_of, read_notebook
from course_lib.checks.questions import Question
from course_lib.grading.lateness import Lateness, lateness
from course_lib.grading.settings import ExerciseError, Late, read_settings
from course_lib.grading.uses import digests
from course_lib.kernels.limits import Limits

__all__ = ["NAME", "Exercise", "ExerciseError", "Late"]

NAME = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")
_GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_CALL = re.compile(r"check\((['\"])([^'\"]+)\1\)")


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
    private : tuple of str
        Further files that checks alone read, such as ``Path(__file__).with_name("key.npy")``.
    limits : Limits
        What a submission may use.
    """

    folder: Path
    title: str
    questions: tuple[Question, ...]
    chapter: str = ""
    deadline: datetime | None = None
    late: Late = field(default_factory=Late)
    forbidden: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

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
        if not NAME.fullmatch(folder.resolve().name):
            raise ExerciseError(f"an exercise is named like 01-normalisation, not {folder.name}")
        try:
            questions = load_checks(folder / "checks.py")
        except FileNotFoundError as error:
            raise ExerciseError(str(error)) from None
        exercise = cls(
            folder=folder, questions=questions, **read_settings(folder / "exercise.toml")
        )
        for name in (*exercise.files, *exercise.private):
            if not (folder / name).resolve().is_relative_to(folder.resolve()):
                raise ExerciseError(f"{folder.name}: the file {name} lies outside of the exercise")
            if not (folder / name).is_file():
                raise ExerciseError(f"{folder.name}: there is no file {name}")
        if both := set(exercise.files) & set(exercise.private):
            raise ExerciseError(f"{folder.name}: {min(both)} is for students, so it is not private")
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
        """A hash of all its files."""
        names = ("checks.py", self.notebook.name, "exercise.toml", *self.files, *self.private)
        return self._hash(names)

    def _hash(self, names: Sequence[str]) -> str:
        state = hashlib.sha256()
        for name in names:
            content = (self.folder / name).read_bytes()
            state.update(f"{len(name)}:{name}{len(content)}:".encode() + content)
        return state.hexdigest()

    @property
    def run_digest(self) -> str:
        """A hash of what a submission runs with, whatever is asked: cells, files and limits."""
        cells = [
            (cell.kind, cell.grade_id, cell.grade, cell.solution, cell.locked)
            + ((cell.source,) if cell.locked and not cell.grade else ())
            for cell in self.cells
            if cell.grade_id
        ]
        files = [(name, (self.folder / name).read_bytes()) for name in self.files]
        state = repr((cells, files, self.forbidden, self.limits))
        return hashlib.sha256(state.encode()).hexdigest()

    @property
    def secret(self) -> str:
        """A hash of the solution, which students do not have."""
        texts = [cell.source for cell in self.cells if cell.solution]
        return hashlib.sha256(repr(texts).encode()).hexdigest()

    @property
    def question_digests(self) -> dict[str, str]:
        """A hash of each question by name: what it is and what it uses, private files included."""
        source = (self.folder / "checks.py").read_text(encoding="utf-8-sig")
        found = digests(source, self.questions)
        more = self._hash(self.private) if self.private else ""
        return {question.name: found[question.name] + more for question in self.questions}

    def lateness(self, submitted: datetime | str | None, *, marked: bool | None = None) -> Lateness:
        """Return how late a submission is, and what that costs.

        Parameters
        ----------
        submitted : datetime, str or None
            With its zone; None, where nobody knows, counts as in time unless it is marked.
        marked : bool, optional
            Whether a learning system marks it as late.

        Returns
        -------
        Lateness
            Days after the deadline, and the share of the score that they cost.
        """
        late = self.late
        return lateness(
            submitted, self.deadline, marked=marked, per_day=late.per_day, days=late.days
        )


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
