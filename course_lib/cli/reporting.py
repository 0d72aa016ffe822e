"""``course report``, ``course export`` and ``course feedback``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from course_lib.cli.options import (
    Database,
    Grades,
    Solutions,
    TermFolder,
    exercise_in,
    exercises_of,
)
from course_lib.cli.standings import Standing, standings
from course_lib.cli.terminal import console, fail

if TYPE_CHECKING:
    from course_lib.checks.notebooks import Cell
    from course_lib.grading.exercise import Exercise
    from course_lib.grading.results import SubmissionResult
    from course_lib.grading.term import Term

__all__ = ["add"]

Name = Annotated[str, typer.Argument(help="Name of the exercise, as 01-normalisation.")]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (report, export, feedback):
        app.command()(command)


def report(
    exercise: Name,
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
    term: TermFolder = Path("."),
) -> None:
    """Write a page for the class and one for each student."""
    from course_lib.grading.reports import answers_to, titles_of, write_reports

    read = exercise_in(solutions, exercise)
    with console().status("reading the results"):
        stands, known = _standing(read, solutions, into, db, term)
        results = stands.results
        cells = {
            student: _cells(into, folder, exercise) for student, folder in stands.folders.items()
        }
    folder = into / "reports" / exercise
    try:
        with console().status(f"writing {len(results) + 1} pages"):
            write_reports(
                results,
                folder,
                title=read.title,
                names=stands.names,
                code={
                    student: [one.source for one in own if one.kind == "code" and not one.locked]
                    for student, own in cells.items()
                },
                given=[cell.source for cell in read.cells if cell.kind == "code" and cell.locked],
                titles=titles_of(read.questions, read.cells),
                answers={student: answers_to(own) for student, own in cells.items()},
                absent=stands.absent,
                excused=sorted(stands.excused),
                requests=_requests(read, solutions, into, term, known),
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
    comments: Annotated[
        bool, typer.Option("--comments", help="With what people wrote, for Moodle.")
    ] = False,
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
    term: TermFolder = Path("."),
) -> None:
    """Write scores as Canvas, Moodle or a spreadsheet reads them."""
    from course_lib.grading.reports import comments_of, remarks, titles_of
    from course_lib.grading.reports import export as table_of
    from course_lib.grading.submissions.times import decoded

    if output is not None and not output.parent.is_dir():
        fail(f"there is no folder {output.parent}")
    read = exercise_in(solutions, exercise)
    stands, _ = _standing(read, solutions, into, db, term)
    try:
        sheet = None if worksheet is None else decoded(worksheet.read_bytes())
        results = [*stands.results, *_of_nobody(read, stands)]
        results = [_numbered(one, stands, format, sheet) for one in results]
        ids = {result.student: result.lms_id for result in results if result.lms_id}
        who: dict[str, Any] = {"absent": stands.absent, "excused": stands.excused, "lms_ids": ids}
        text = table_of(
            results,
            format,
            title=read.title,
            names=stands.names,
            worksheet=sheet,
            known={student: asdict(person) for student, person in stands.people.items()},
            comments=comments_of(results, titles_of(read.questions, read.cells))
            if comments
            else None,
            **who,
        )
        for remark in remarks(results, format, worksheet=sheet, **who):
            typer.secho(remark, err=True, fg="yellow")
        if output is not None:
            output.write_text(text, encoding="utf-8", newline="")
    except UnicodeDecodeError:
        fail(f"{worksheet} is not in UTF-8: load it from Moodle again")
    except (ValueError, OSError) as error:
        fail(error)
    typer.echo(text if output is None else f"{_students(results)}: {output}", nl=output is not None)


def feedback(
    exercise: Name,
    format: Annotated[str, typer.Option(help="canvas or moodle.")],
    output: Annotated[Path | None, typer.Option(help="The zip; else in the folder.")] = None,
    worksheet: Annotated[
        Path | None, typer.Option(help="Moodle's worksheet, which knows everybody's number.")
    ] = None,
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
    term: TermFolder = Path("."),
) -> None:
    """Write the zip of feedback that Canvas or Moodle takes back."""
    from course_lib import atomic
    from course_lib.grading.reports import answers_to, feedback_zip, titles_of
    from course_lib.grading.submissions.times import decoded

    read = exercise_in(solutions, exercise)
    stands, known = _standing(read, solutions, into, db, term)
    path = output or into / "feedback" / f"{exercise}-{format}.zip"
    try:
        sheet = None if worksheet is None else decoded(worksheet.read_bytes())
        content, students, faults = feedback_zip(
            [_numbered(one, stands, format, sheet) for one in stands.results],
            format,
            title=read.title,
            names=stands.names,
            titles=titles_of(read.questions, read.cells),
            answers={
                student: answers_to(_cells(into, folder, exercise))
                for student, folder in stands.folders.items()
            },
            requests=_requests(read, solutions, into, term, known),
        )
        for fault in faults:
            typer.secho(fault, err=True, fg="yellow")
        if not students:
            fail("there is nobody to give feedback to")
        with atomic.writing(path) as file:
            file.write(content)
    except (ValueError, OSError) as error:
        fail(error)
    count = "1 student" if len(students) == 1 else f"{len(students)} students"
    typer.echo(f"{count}: {path}")


def _students(results: Sequence[SubmissionResult]) -> str:
    return "1 student" if len(results) == 1 else f"{len(results)} students"


def _standing(
    exercise: Exercise, solutions: Path, into: Path, db: str, term: Path
) -> tuple[Standing, Term]:
    """Return how the class stands in one exercise, and what holds for all."""
    cells = [cell.grade_id for cell in exercise.cells if cell.grade_id]
    stands, known, _ = standings({exercise.name: cells}, solutions, into, db, term)
    return stands[exercise.name], known


def _requests(
    exercise: Exercise, solutions: Path, into: Path, folder: Path, known: Term
) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return who asked for another look; a table that is wrong stops no report."""
    from course_lib.grading.term.requests import by_student, read_requests

    path = folder / "requests.csv"
    if not path.is_file():
        return {}
    questions: dict[str, Sequence[str] | None] = dict.fromkeys(exercises_of(solutions))
    questions[exercise.name] = [one.name for one in exercise.questions]
    try:
        students = {one.stem for one in (into / "results").glob("*/*.json")}
        every = read_requests(path, questions, known.roster, students)
    except (ValueError, OSError) as error:
        typer.secho(f"The pages are without requests: {error}", err=True, fg="yellow")
        return {}
    return by_student(every, exercise.name)


def _of_nobody(exercise: Exercise, stands: Standing) -> list[SubmissionResult]:
    """Return results of those who handed in nothing."""
    from course_lib.checks.results import QuestionResult
    from course_lib.grading.results import SubmissionResult

    there = {result.student for result in stands.results}
    missing = [*stands.absent, *(one for one in stands.excused if one not in there)]
    questions = tuple(map(QuestionResult.missing, exercise.questions))
    return [SubmissionResult(student, exercise.name, "", questions) for student in missing]


def _numbered(
    result: SubmissionResult, stands: Standing, format: str, worksheet: str | None
) -> SubmissionResult:
    """Return a result with the number by which a learning system knows its student."""
    from course_lib.grading.reports.worksheets import numbers_in

    person = stands.people.get(result.student)
    if format == "canvas" and person is not None and person.canvas:
        return result.replace(lms="canvas", lms_id=person.canvas)
    if worksheet is not None and (person is not None) and result.lms != "moodle":
        number = numbers_in(worksheet, {"": (person.email, person.name)}).get("", "")
        return result.replace(lms="moodle", lms_id=number) if number else result
    return result


def _cells(into: Path, student: str, exercise: str) -> Sequence[Cell]:
    """Return the cells of what a student handed in, by the exercise's names."""
    from course_lib.checks.notebooks import cells_of, read_notebook

    for path in (into / "autograded" / student / exercise).glob("*.ipynb"):
        try:
            return cells_of(read_notebook(path))
        except (ValueError, OSError):
            continue
    return ()
