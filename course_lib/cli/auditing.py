"""``course audit``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from course_lib.cli.terminal import fail, waiting

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(audit)


def audit(
    notebook: Annotated[Path, typer.Argument(help="A notebook, or a script with # %% cells.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    page: Annotated[Path | None, typer.Option(help="Write the report as a page too.")] = None,
    fail_on: Annotated[
        Literal["wrong", "doubtful", "note", "never"],
        typer.Option(help="The exit status is 1 where something as severe is found."),
    ] = "wrong",
    timeout: Annotated[float | None, typer.Option(help="Seconds a cell may take.")] = None,
) -> None:
    """Run a notebook that you trust, and say what was unfair in its experiments."""
    from course_lib.audit.running import audit_notebook

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with waiting(f"running {notebook.name}"):
            found = audit_notebook(notebook, timeout=timeout)
    except (ValueError, OSError) as error:
        fail(error, 2)
    if page is not None:
        page.write_text(found.html(notebook.name), "utf-8")
    typer.echo(found.json() if as_json else str(found))
    if fail_on != "never" and found.fails(fail_on):
        raise typer.Exit(1)
