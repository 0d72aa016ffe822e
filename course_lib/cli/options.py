"""Options that several commands share, and what they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.terminal import fail

if TYPE_CHECKING:
    from course_lib.grading.exercise import Exercise

__all__ = ["Database", "Grades", "Solutions", "database_url", "exercise_in"]

Solutions = Annotated[Path, typer.Option(help="Folder of what instructors wrote.")]
Grades = Annotated[Path, typer.Option(help="Folder of results, gradebook and reports.")]
Database = Annotated[
    str, typer.Option("--db", help="SQLAlchemy URL of nbgrader's database; SQLite in the folder.")
]


def exercise_in(solutions: Path, name: str) -> Exercise:
    """Return an exercise, or end with what is wrong with it."""
    from course_lib.grading.checks import ChecksBroken
    from course_lib.grading.exercise import Exercise

    try:
        return Exercise.read(solutions / name)
    except (ValueError, OSError, ChecksBroken) as error:
        fail(error)


def database_url(into: Path, db: str) -> str:
    """Return the URL of the gradebook: the one that was given, or that of the folder's."""
    return db or f"sqlite:///{(into / 'gradebook.db').resolve()}"
