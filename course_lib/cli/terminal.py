"""Tables, errors and progress in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

__all__ = ["console", "fail", "progress", "table", "waiting"]


def console() -> Console:
    """Return the terminal."""
    from rich.console import Console

    return Console()


def table(*columns: str) -> Table:
    """Return an empty table."""
    from rich.table import Table

    made = Table()
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def progress() -> Progress:
    """Return a bar with what is done, of how much, and the time left."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console(),
    )


def waiting(text: str) -> Progress:
    """Return a sign that something is under way, and for how long; it leaves nothing behind."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    made = Progress(*columns, console=console(), transient=True)
    made.add_task(text, total=None)
    return made


def fail(message: object, status: int = 1) -> NoReturn:
    """Say what is wrong in one sentence, and end."""
    typer.secho(str(message), err=True, fg="red")
    raise typer.Exit(status)
