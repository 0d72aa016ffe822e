"""``course report`` and ``course export``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.options import Database, Grades, Solutions, database_url, exercise_in
from course_lib.cli.terminal import console, fail

if TYPE_CHECKING:
    from course_lib.checks.notebooks import Cell
    from course_lib.grading.exercise import Exercise
    from course_lib.grading.results import SubmissionResult

__all__ = ["add"]

Name = Annotated[str, typer.Argument(help="Name of the exercise, as 01-normalisation.")]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (report, export):
        app.command()(command)


def report(
    exercise: Name,
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
) -> None:
    """Write a page for the class and one for each student."""
    from course_lib.grading.reports import answers_to, titles_of, write_reports

    read = exercise_in(solutions, exercise)
    with console().status("reading the results"):
        results, names = _settled(read, into, db)
        cells = {result.student: _cells(into, result.student, exercise) for result in results}
    folder = into / "reports" / exercise
    try:
        with console().status(f"writing {len(results) + 1} pages"):
            write_reports(
                results,
                folder,
                title=read.title,
                names=names,
                code={
                    student: [one.source for one in own if one.kind == "code" and not one.locked]
                    for student, own in cells.items()
                },
                given=[cell.source for cell in read.cells if cell.kind == "code" and cell.locked],
                titles=titles_of(read.questions, read.cells),
                answers={student: answers_to(own) for student, own in cells.items()},
            )
    except (ValueError, OSError) as error:
        fail(error)
    typer.echo(f"{_students(results)}: open {folder / 'index.html'}")


def export(
    exercise: Name,
    format: Annotated[str, typer.Option(help="csv, canvas or moodle.")] = "csv",
    output: Annotated[Path | None, typer.Option(help="A file; else the terminal.")] = None,
    worksheet: Annotated[
        Path | None, typer.Option(help="Moodle's own worksheet, to be filled in.")
    ] = None,
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
) -> None:
    """Write scores as Canvas, Moodle or a spreadsheet reads them."""
    from course_lib.grading.reports import export as table_of
    from course_lib.grading.reports import remarks
    from course_lib.grading.submissions.times import decoded

    if output is not None and not output.parent.is_dir():
        fail(f"there is no folder {output.parent}")
    read = exercise_in(solutions, exercise)
    results, names = _settled(read, into, db)
    try:
        ids = {result.student: result.lms_id for result in results if result.lms_id}
        sheet = None if worksheet is None else decoded(worksheet.read_bytes())
        text = table_of(
            results, format, title=read.title, names=names, lms_ids=ids, worksheet=sheet
        )
        for remark in remarks(results, format, worksheet=sheet):
            typer.secho(remark, err=True, fg="yellow")
        if output is not None:
            output.write_text(text, encoding="utf-8", newline="")
    except UnicodeDecodeError:
        fail(f"{worksheet} is not in UTF-8: load it from Moodle again")
    except (ValueError, OSError) as error:
        fail(error)
    typer.echo(text if output is None else f"{_students(results)}: {output}", nl=output is not None)


def _students(results: Sequence[SubmissionResult]) -> str:
    return "1 student" if len(results) == 1 else f"{len(results)} students"


def _settled(
    exercise: Exercise, into: Path, db: str
) -> tuple[list[SubmissionResult], dict[str, str]]:
    """Return results with what was graded by hand, and names."""
    from course_lib.grading.gradebook import Gradebook
    from course_lib.grading.store import ResultStore

    results = ResultStore(into / "results").of(exercise.name)
    if not results:
        fail(f"{into} holds no results of {exercise.name}: run course grade first")
    cells = [cell.grade_id for cell in exercise.cells if cell.grade_id]
    try:
        with Gradebook(database_url(into, db)) as gradebook:
            results = [gradebook.settle(result, cells) for result in results]
            names = gradebook.names()
    except (ValueError, OSError) as error:
        fail(error)
    return results, names


def _cells(into: Path, student: str, exercise: str) -> Sequence[Cell]:
    """Return the cells of what a student handed in, by the exercise's names."""
    from course_lib.checks.notebooks import cells_of, read_notebook

    for path in (into / "autograded" / student / exercise).glob("*.ipynb"):
        try:
            return cells_of(read_notebook(path))
        except (ValueError, OSError):
            continue
    return ()
