"""``course import``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from course_lib.cli.options import Solutions
from course_lib.cli.terminal import console, fail, table

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("import")(import_)


def import_(
    system: Annotated[str, typer.Argument(help="nbgrader.")],
    source: Annotated[Path, typer.Argument(help="A folder of its source, or one notebook of it.")],
    name: Annotated[str, typer.Option(help="Of the exercise, as 05-squares.")] = "",
    solutions: Solutions = Path("solutions"),
) -> None:
    """Make an exercise of an assignment of nbgrader's; what cannot be converted is listed.

    The exit status is 0 also where something is listed: the exercise works without it.
    """
    from rich.markup import escape

    from course_lib.checks.mistakes import ChecksBroken
    from course_lib.grading.importing import failing_checks, import_nbgrader

    if system != "nbgrader":
        fail(f"course import reads what nbgrader has, not {system}: course import nbgrader FOLDER")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with console().status("converting, and checking its own solution"):
            done = import_nbgrader(source, solutions, name, failing=failing_checks)
    except (ValueError, OSError, ChecksBroken) as error:
        fail(error)
    typer.echo(f"{done.folder}: {', '.join(done.files)}")
    for points, what in ((done.checks, "check"), (done.read, "answer for a person to read")):
        if points:
            count = f"{len(points)} {what.replace(' ', 's ', 1) if ' ' in what else what + 's'}"
            one = f"1 {what}" if len(points) == 1 else count
            typer.echo(f"{one}, {sum(points.values()):g} points: {', '.join(points)}")
    if not done.left:
        return
    shown = table("cell", "points", "", "")
    for left in done.left:
        word = "not converted" if left.lost else "otherwise"
        shown.add_row(left.cell, f"{left.points:g}", word, escape(left.reason))
    console().print(shown)
    if lost := [left for left in done.left if left.lost]:
        typer.echo(
            f"{sum(left.points for left in lost):g} points are not in it; the tests stand as"
            f" comments in {done.folder / 'checks.py'}"
        )
