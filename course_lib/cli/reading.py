"""``course formgrader`` and ``course comments``."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from course_lib.cli.options import (
    Database,
    Grades,
    Solutions,
    database_url,
    exercise_in,
    exercises_of,
)
from course_lib.cli.terminal import console, fail, table, waiting

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (formgrader, comments):
        app.command()(command)


def formgrader(
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
    browser: Annotated[bool, typer.Option(help="Open it in the browser.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to serve it.")] = 8888,
) -> None:
    """Read the written answers in nbgrader's formgrader, until Ctrl-C."""
    if not (into / "autograded").is_dir():
        fail(f"{into} holds nothing that was graded: run course grade first")
    exercises_of(solutions)
    typer.echo("formgrader starts; where to open it is said here")
    # What is open is closed then, the server with it.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        code = _until_ended(into, solutions, database_url(into, db), browser=browser, port=port)
    except KeyboardInterrupt:
        return
    except (ValueError, OSError) as error:
        fail(error)
    if code:
        fail(f"formgrader's server ended with exit status {code}")


def comments(
    exercise: Annotated[str, typer.Argument(help="Name of the exercise, as 01-normalisation.")],
    solutions: Solutions = Path("solutions"),
) -> None:
    """List the comments of an exercise that readers use again, from its comments.toml."""
    from rich.markup import escape

    from course_lib.grading.comments import FILE, read_comments

    read = exercise_in(solutions, exercise)
    try:
        found = read_comments(read.folder, [one.name for one in read.questions])
    except (ValueError, OSError) as error:
        fail(error)
    shown = table("question", "name", "text")
    for question, texts in [*found.own.items(), ("all", found.general)]:
        for name, text in texts.items():
            shown.add_row(question, name, escape(text))
    if not shown.row_count:
        fail(f'{exercise} has no comments: write {read.folder / FILE}, a line name = "text" each')
    console().print(shown)


def _until_ended(into: Path, solutions: Path, url: str, *, browser: bool, port: int) -> int:
    """Serve formgrader, say where, and return how its server ended."""
    with ExitStack() as stack:
        with waiting("formgrader starts"):
            from course_lib.grading.formgrader import serving
            from course_lib.grading.gradebook import Gradebook

            with Gradebook(url):  # an older one is brought up to date, or what is wrong is said
                pass
            server = stack.enter_context(serving(into, solutions, url, browser=browser, port=port))
            address = server.address()
        typer.echo(f"{address}\nIt runs until Ctrl-C.")
        return server.process.wait()
