"""The command `course`: the only place of the library that prints for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

app = typer.Typer(
    name="course",
    help="Tools of the course Fair Trials.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
data = typer.Typer(help="The data sets: which there are, and fetching the full ones.")
app.add_typer(data, name="data", no_args_is_help=True)

MARKS = {"ok": "[green]ok[/]", "missing": "[yellow]missing[/]", "wrong": "[red]wrong[/]"}


@app.command()
def doctor() -> None:
    """Say what is installed, what is missing and what to do."""
    from rich.markup import escape

    from .doctor import examine

    findings = examine()
    table = _table("what", "state", "found", "what to do")
    for finding in findings:
        table.add_row(
            escape(finding.subject),
            MARKS[finding.state],
            escape(finding.detail),
            escape(finding.remedy),
        )
    _console().print(table)
    troubled = [finding for finding in findings if finding.state != "ok"]
    if any(finding.blocks for finding in troubled):
        _console().print("The library cannot work until the required packages are mended.")
        raise typer.Exit(1)
    if troubled:
        _console().print(f"The library works; {len(troubled)} optional things want a look.")
    else:
        _console().print("Everything is here.")


@data.command("list")
def list_data() -> None:
    """List the data sets and say which are on this machine."""
    from .datasets import listing

    table = _table("name", "kind", "samples", "classes", "here", "licence")
    for record in listing():
        table.add_row(
            record["name"],
            record["kind"],
            f"{record['samples']:,}",
            str(record["classes"]),
            "yes" if record["present"] else "no: course data fetch " + record["name"],
            record["licence"],
        )
    _console().print(table)


@data.command()
def fetch(
    name: Annotated[str, typer.Argument(help="A name from `course data list`.")],
) -> None:
    """Download a full data set, check its hash, and say where it lies."""
    from . import datasets

    try:
        path = datasets.fetch(name)
    except (ValueError, OSError) as error:
        typer.secho(str(error), err=True, fg="red")
        raise typer.Exit(1) from None
    typer.echo(f"{name}: {path}")


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _console() -> Console:
    from rich.console import Console

    return Console()
