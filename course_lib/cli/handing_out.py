"""``course handout``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course_lib.cli.options import Solutions, exercise_in, exercises_of
from course_lib.cli.terminal import console, fail

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(handout)


def handout(
    target: Annotated[Path | None, typer.Argument(metavar="FILE.zip")] = None,
    branch: Annotated[str, typer.Option(help="A branch of Git, instead of a zip.")] = "",
    exercise: Annotated[
        list[str] | None, typer.Option(help="An exercise (repeat it for more); all by default.")
    ] = None,
    solutions: Solutions = Path("solutions"),
    book: Annotated[
        bool, typer.Option(help="With the chapters, and the built book where there is one.")
    ] = True,
    hand_in: Annotated[str, typer.Option(help="A sentence on how to hand in.")] = "",
    deadline: Annotated[str, typer.Option(help="A sentence on where the deadline stands.")] = "",
    force: Annotated[bool, typer.Option(help="Write over a file that is there.")] = False,
) -> None:
    """Put together what a student gets: exercises, book, library, and how to begin.

    Nothing in it holds a solution or a hidden check.
    """
    from course_lib import atomic
    from course_lib.grading.handout import clone, collect, commit_branch, packed, with_launch

    if (target is None) == (not branch):
        fail("name a zip to write, or a branch with --branch, and not both")
    if target is not None and target.suffix != ".zip":
        fail(f"a handout is a zip: {target}.zip, for instance")
    if target is not None and target.exists() and not force:
        fail(f"there is {target} already: choose another name, or write over it with --force")
    chosen = [exercise_in(solutions, name) for name in exercise or exercises_of(solutions)]
    try:
        root = clone()
        with console().status("putting it together"):
            pages = root / "_build" / "html" if book and target is not None else None
            made = collect(
                chosen, root, chapters=book, book=pages, hand_in=hand_in, deadline=deadline
            )
            if target is not None:
                with atomic.writing(target) as file:
                    file.write(packed(made.files, target.stem))
            elif not commit_branch(solutions, branch, with_launch(made.files)):
                typer.echo(f"the branch {branch} holds this handout already")
                return
    except (ValueError, OSError) as error:
        fail(error)
    count = "1 exercise" if len(chosen) == 1 else f"{len(chosen)} exercises"
    typer.echo(f"{target or f'branch {branch}'}: {count}; it begins with README.md")
    for remark in made.remarks:
        typer.secho(remark, err=True, fg="yellow")
    if not hand_in:
        typer.secho("how to hand in is not said: use --hand-in", err=True, fg="yellow")
