"""Options that several commands share, and what they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.terminal import fail

if TYPE_CHECKING:
    from course_lib.grading.exercise import Exercise

__all__ = [
    "Database",
    "Grades",
    "Solutions",
    "TermFolder",
    "database_url",
    "exercise_in",
    "exercises_of",
    "need_sandbox",
]

Solutions = Annotated[Path, typer.Option(help="Folder of what instructors wrote.")]
Grades = Annotated[Path, typer.Option(help="Folder of results, gradebook and reports.")]
Database = Annotated[
    str, typer.Option("--db", help="SQLAlchemy URL of nbgrader's database; SQLite in the folder.")
]
TermFolder = Annotated[
    Path, typer.Option("--term", help="Folder of roster.csv, exceptions.csv and term.toml.")
]


def exercises_of(solutions: Path) -> list[str]:
    """Return the names of all exercises in a folder, or end with what to do where none is."""
    names = sorted(path.parent.name for path in solutions.glob("*/checks.py"))
    alone = sorted({path.parent.name for path in solutions.glob("*/*.ipynb")})
    if not names and alone:
        fail(
            f"{solutions / alone[0]} has a notebook and no checks.py, so it is not an exercise "
            "yet: write its checks beside it"
        )
    if not names:
        fail(
            f"there are no exercises in {solutions}: "
            "run the command beside their folder, or name it with --solutions"
        )
    return names


def exercise_in(solutions: Path, name: str) -> Exercise:
    """Return an exercise, or end with what is wrong with it."""
    from course_lib.checks.mistakes import ChecksBroken
    from course_lib.grading.exercise import Exercise

    if not (solutions / name).is_dir():
        fail(f"there is no exercise {solutions / name}, but {', '.join(exercises_of(solutions))}")
    try:
        return Exercise.read(solutions / name)
    except (ValueError, OSError, ChecksBroken) as error:
        fail(error)


def database_url(into: Path, db: str) -> str:
    """Return the URL of the gradebook: the one that was given, or that of the folder's."""
    return db or f"sqlite:///{(into / 'gradebook.db').resolve()}"


def need_sandbox(what: str, else_: str = "") -> None:
    """End with the reason where there is no sandbox for what needs one."""
    from course_lib.kernels import why_no_sandbox

    if reason := why_no_sandbox():
        way_out = f" ({else_})" if else_ else ""
        fail(f"{what} in a sandbox, and there is none: {reason}{way_out}")
