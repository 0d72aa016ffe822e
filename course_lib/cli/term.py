"""``course roster``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course_lib.cli.options import TermFolder
from course_lib.cli.terminal import fail

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(roster)


def roster(
    export: Annotated[
        Path,
        typer.Argument(help="CSV of Canvas' gradebook, or Moodle's participants or grades."),
    ],
    term: TermFolder = Path("."),
) -> None:
    """Write roster.csv from what Canvas or Moodle exports, or bring it up to date."""
    from course_lib import atomic
    from course_lib.grading.term import Roster, listing, merged, read_roster, written

    path = term / "roster.csv"
    try:
        new = read_roster(export)
        old = read_roster(path) if path.is_file() else Roster()
        people, added, gone = merged(old, new)
        with atomic.writing(path) as file:
            file.write(written(people).encode())
    except (ValueError, OSError) as error:
        fail(error)
    count = "1 student" if len(people) == 1 else f"{len(people)} students"
    typer.echo(f"{path}: {count}" + (f", new: {listing(added)}" if old and added else ""))
    if gone:
        typer.secho(
            f"no longer in {export.name}, and kept: {listing(gone)};"
            " delete the lines of those who have left",
            err=True,
            fg="yellow",
        )
