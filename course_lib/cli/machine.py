"""``course doctor``."""

from __future__ import annotations

import typer

from course_lib.cli.terminal import console, table

__all__ = ["add"]

MARKS = {"ok": "[green]ok[/]", "missing": "[yellow]missing[/]", "wrong": "[red]wrong[/]"}


def add(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(doctor)


def doctor() -> None:
    """Say what is installed, what is missing and what to do."""
    from rich.markup import escape

    from course_lib.doctor import examine

    findings = examine()
    shown = table("what", "state", "found", "what to do")
    for finding in findings:
        shown.add_row(
            escape(finding.subject),
            MARKS[finding.state],
            escape(finding.detail),
            escape(finding.remedy),
        )
    console().print(shown)
    troubled = [finding for finding in findings if finding.state != "ok"]
    if any(finding.blocks for finding in troubled):
        console().print("The library cannot work until the required packages are mended.")
        raise typer.Exit(1)
    if troubled:
        console().print(f"The library works; {len(troubled)} optional things want a look.")
    else:
        console().print("Everything is here.")
