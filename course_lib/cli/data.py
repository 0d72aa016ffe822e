"""``course data``."""

from __future__ import annotations

from typing import Annotated

import typer

from course_lib.cli.terminal import console, fail, table

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    data = typer.Typer(help="The data sets: which there are, and fetching the full ones.")
    data.command("list")(list_data)
    data.command()(fetch)
    app.add_typer(data, name="data", no_args_is_help=True)


def list_data() -> None:
    """List the data sets and say which are on this machine."""
    from course_lib.datasets import listing

    shown = table("name", "kind", "samples", "classes", "here", "licence")
    for record in listing():
        shown.add_row(
            record["name"],
            record["kind"],
            f"{record['samples']:,}",
            str(record["n_classes"]),
            "yes" if record["present"] else "no: course data fetch " + record["name"],
            record["licence"],
        )
    console().print(shown)


def fetch(
    name: Annotated[str, typer.Argument(help="A name from `course data list`.")],
) -> None:
    """Download a full data set, check its hash, and say where it lies."""
    from course_lib import datasets

    try:
        path = datasets.fetch(name)
    except (ValueError, OSError) as error:
        fail(error)
    typer.echo(f"{name}: {path}")
