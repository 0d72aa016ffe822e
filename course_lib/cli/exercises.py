"""``course release`` and ``course check``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from course_lib.cli.options import Solutions, exercises_of
from course_lib.cli.terminal import console, fail

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (release, check):
        app.command()(command)


def release(
    names: Annotated[list[str] | None, typer.Argument(help="Exercises; all by default.")] = None,
    solutions: Solutions = Path("solutions"),
    exercises: Annotated[Path, typer.Option(help="Folder of what students get.")] = Path(
        "exercises"
    ),
) -> None:
    """Make what students get from what instructors wrote."""
    from course_lib.checks.mistakes import ChecksBroken
    from course_lib.grading.release import release as make

    faulty: dict[str, Exception] = {}
    for name in names or exercises_of(solutions):
        try:
            made = make(solutions / name, exercises / name)
        except (ValueError, OSError, ChecksBroken) as error:
            faulty[name] = error
            continue
        changed = ", ".join(path.name for path in made.written) or "as it was"
        typer.echo(f"{exercises / name}: {changed}")
        for stray in made.strays:
            typer.secho(
                f"{stray} is not released: delete it if it is an old one", err=True, fg="yellow"
            )
    for name, why in faulty.items():
        typer.secho(f"{solutions / name} is not released: {why}", err=True, fg="red")
    if faulty:
        raise typer.Exit(1)


def check(
    notebook: Annotated[Path, typer.Argument(help="The notebook, with checks.py beside it.")],
) -> None:
    """Run a notebook as grading will, and check every question.

    The exit status is 0 where nothing is left to do, and 1 where a question is not fully right, a
    written answer is missing, or the notebook cannot be read.

    A solution (beside an exercise.toml) is checked with its hidden checks.
    """
    from course_lib.checks.mistakes import ChecksBroken
    from course_lib.checks.rehearsing import check_notebook

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # the checks may import TensorFlow
    source = (notebook.parent / "exercise.toml").is_file()
    try:
        with console().status(f"running {notebook.name}"):
            done = check_notebook(notebook, **(_whole(notebook.parent) if source else {}))
    except (ValueError, OSError, ChecksBroken) as error:
        fail(error)
    typer.echo(done)
    if source:
        typer.echo("This is the exercise itself, so its hidden checks have run as well.")
    if not done.complete:
        raise typer.Exit(1)


def _whole(folder: Path) -> dict[str, Any]:
    """Return what grading knows of an exercise: also its hidden questions."""
    from course_lib.grading.exercise import Exercise
    from course_lib.grading.release import told_by

    exercise = Exercise.read(folder)
    return {"told": told_by(exercise), "questions": exercise.questions}
