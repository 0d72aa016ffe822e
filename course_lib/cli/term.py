"""``course roster``, ``course gradebook`` and ``course requests``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course_lib.cli.options import (
    Database,
    Grades,
    Solutions,
    TermFolder,
    exercise_in,
    exercises_of,
)
from course_lib.cli.standings import standings
from course_lib.cli.terminal import console, fail, table

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (roster, gradebook, requests):
        app.command()(command)


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


def gradebook(
    format: Annotated[
        str, typer.Option(help="pages, or a table: csv, canvas or moodle.")
    ] = "pages",
    output: Annotated[Path | None, typer.Option(help="A file for the table.")] = None,
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
    term: TermFolder = Path("."),
) -> None:
    """Put all exercises together: pages for the class and for each student, or a table."""
    from course_lib.grading.term.pages import write_term
    from course_lib.grading.term.tables import table as table_of
    from course_lib.grading.term.tables import unsettled
    from course_lib.grading.term.totals import totals

    if output is not None and (format == "pages" or not output.parent.is_dir()):
        fail(
            "--output is for a table: say --format csv, canvas or moodle as well"
            if format == "pages"
            else f"there is no folder {output.parent}"
        )
    with console().status("reading the results"):
        stands, known, rules = standings(None, solutions, into, db, term)
    names = {student: name for each in stands.values() for student, name in each.names.items()}
    results = {name: each.results for name, each in stands.items()}
    every = totals(results, rules, known, names)
    titles = {name: one.title for name, one in rules.items()}
    count = "1 student" if len(every) == 1 else f"{len(every)} students"
    try:
        if format == "pages":
            folder = into / "reports" / "gradebook"
            with console().status(f"writing {len(every) + 1} pages"):
                page = write_term(every, folder, settings=known.settings, titles=titles)
            typer.echo(f"{count}: open {page}")
            return
        text = table_of(every, format, roster=known.roster, titles=titles)
        for remark in unsettled(every, format):
            typer.secho(remark, err=True, fg="yellow")
        if output is not None:
            output.write_text(text, encoding="utf-8", newline="")
    except (ValueError, OSError) as error:
        fail(error)
    typer.echo(text if output is None else f"{count}: {output}", nl=output is not None)


def requests(
    every: Annotated[bool, typer.Option("--all", help="Those that are answered as well.")] = False,
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
    term: TermFolder = Path("."),
) -> None:
    """List the requests of requests.csv to look at a score once more."""
    from rich.markup import escape

    from course_lib.grading.term.requests import read_requests, unanswered

    path = term / "requests.csv"
    if not path.is_file():
        fail(f"there is no {path}: a table of student, exercise, question, reason and answered")
    stands, known, _ = standings(None, solutions, into, db, term)
    scores = {
        (result.student, name, question.name): question.score
        for name, each in stands.items()
        for result in each.results
        for question in result.questions
    }
    questions = {
        name: [one.name for one in exercise_in(solutions, name).questions]
        for name in exercises_of(solutions)
    }
    try:
        asked = read_requests(path, questions, known.roster, {who for who, _, _ in scores})
    except (ValueError, OSError) as error:
        fail(error)
    waiting = unanswered(asked)
    shown = table("student", "exercise", "question", "score", "reason", "answered")
    for one in sorted(asked, key=lambda each: each.line) if every else waiting:
        score = scores.get((one.student, one.exercise, one.question))
        words = [one.student, one.exercise, one.question, "" if score is None else f"{score:g}"]
        shown.add_row(*map(escape, [*words, one.reason, one.answered]))
    if shown.row_count:
        console().print(shown)
    typer.echo(f"{len(waiting)} of {len(asked)} requests are not answered")
