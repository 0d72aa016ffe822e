"""``course release`` and ``course check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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

    for name in names or exercises_of(solutions):
        try:
            made = make(solutions / name, exercises / name)
        except (ValueError, OSError, ChecksBroken) as error:
            fail(error)
        changed = ", ".join(path.name for path in made.written) or "as it was"
        typer.echo(f"{exercises / name}: {changed}")
        for stray in made.strays:
            typer.secho(
                f"{stray} is not released: delete it if it is an old one", err=True, fg="yellow"
            )


def check(
    notebook: Annotated[Path, typer.Argument(help="The notebook, with checks.py beside it.")],
) -> None:
    """Run a notebook from its first cell to its last, and check every question."""
    from course_lib.checks.checking import check_notebook
    from course_lib.checks.mistakes import ChecksBroken

    try:
        with console().status(f"running {notebook.name}"):
            results = check_notebook(notebook)
    except (ValueError, OSError, ChecksBroken) as error:
        fail(error)
    for result in results:
        typer.echo(f"{result}\n")
