"""``course audit``."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from course_lib.cli.terminal import fail, waiting

if TYPE_CHECKING:
    from course_lib.audit.reporting import Report

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
    here: Annotated[
        bool,
        typer.Option("--here", help="Without a sandbox, with all your rights."),
    ] = False,
) -> None:
    """Run a notebook in a sandbox, and say what was unfair in its experiments."""
    try:
        with waiting(f"running {notebook.name}"):
            found = _here(notebook, timeout) if here else _sandboxed(notebook, timeout)
    except (ValueError, OSError) as error:
        fail(error, 2)
    if page is not None:
        page.write_text(found.html(notebook.name), "utf-8")
    typer.echo(found.json() if as_json else str(found))
    if fail_on != "never" and found.fails(fail_on):
        raise typer.Exit(1)


def _here(notebook: Path, timeout: float | None) -> Report:
    from course_lib.audit.running import audit_notebook

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    return audit_notebook(notebook, timeout=timeout)


def _sandboxed(notebook: Path, timeout: float | None) -> Report:
    from course_lib.kernels import why_no_sandbox
    from course_lib.kernels.audited import LIMITS, audit_sandboxed

    why = why_no_sandbox()
    if why is not None:
        raise ValueError(f"{why}; --here runs a notebook that you trust without a sandbox")
    limits = LIMITS if timeout is None else replace(LIMITS, cell=timeout)
    return audit_sandboxed(notebook, limits=limits)
