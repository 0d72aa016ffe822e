"""``course release``, ``check``, ``grade``, ``formgrader``, ``report`` and ``export``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from course_lib.cli.terminal import console, fail, progress

if TYPE_CHECKING:
    from course_lib.grading.batch import Report
    from course_lib.grading.exercise import Exercise
    from course_lib.grading.submissions import Submission
    from course_lib.grading.workers import Executors

__all__ = ["add"]

Solutions = Annotated[Path, typer.Option(help="Folder of what instructors wrote.")]
Grades = Annotated[Path, typer.Option(help="Folder of results, gradebook and reports.")]
Database = Annotated[
    str, typer.Option("--db", help="SQLAlchemy URL of nbgrader's database; SQLite in the folder.")
]
Name = Annotated[str, typer.Argument(help="Name of the exercise, as 01-normalisation.")]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (release, check, grade, formgrader, report, export):
        app.command()(command)


def release(
    names: Annotated[list[str] | None, typer.Argument(help="Exercises; all by default.")] = None,
    solutions: Solutions = Path("solutions"),
    exercises: Annotated[Path, typer.Option(help="Folder of what students get.")] = Path(
        "exercises"
    ),
) -> None:
    """Make what students get from what instructors wrote."""
    from course_lib.grading.checks import ChecksBroken
    from course_lib.grading.release import release as make

    chosen = names or sorted(path.parent.name for path in solutions.glob("*/checks.py"))
    if not chosen:
        fail(f"there are no exercises in {solutions}")
    for name in chosen:
        try:
            made = make(solutions / name, exercises / name)
        except (ValueError, OSError, ChecksBroken) as error:
            fail(error)
        typer.echo(f"{exercises / name}: {', '.join(path.name for path in made) or 'as it was'}")


def check(
    notebook: Annotated[Path, typer.Argument(help="The notebook, with checks.py beside it.")],
) -> None:
    """Run a notebook from its first cell to its last, and check every question."""
    from course_lib.grading.checking import check_notebook
    from course_lib.grading.checks import ChecksBroken

    try:
        with console().status(f"running {notebook.name}"):
            results = check_notebook(notebook)
    except (ValueError, OSError, ChecksBroken) as error:
        fail(error)
    for result in results:
        typer.echo(f"{result}\n")


def grade(
    submissions: Annotated[
        Path,
        typer.Argument(help="Folder student/exercise/notebook, or the zip of Canvas or Moodle."),
    ],
    exercise: Annotated[
        str | None, typer.Option(help="Its exercise; needed for a zip of Canvas or Moodle.")
    ] = None,
    solutions: Solutions = Path("solutions"),
    into: Grades = Path("grades"),
    db: Database = "",
    workers: Annotated[int, typer.Option(min=1, help="Processes of this machine.")] = (
        os.cpu_count() or 1
    ),
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, tcp://host:8786.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Grade this student only; repeatable.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Grade again what has a result.")] = False,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Run submissions that you trust as yourself.")
    ] = False,
) -> None:
    """Grade a class; killed at any point, the same command goes on where it was."""
    from functools import partial

    from course_lib.grading.submissions import collect
    from course_lib.grading.workers import executor

    if no_sandbox:
        _warn_of_open_doors()
    elif scheduler is None:
        _need_sandbox()
    try:
        handed, faults = collect(submissions, exercise)
    except (ValueError, OSError) as error:
        fail(error)
    for fault in faults:
        typer.secho(fault, err=True, fg="yellow")
    if only:
        unknown = sorted(set(only) - {one.student for one in handed})
        if unknown:
            fail(f"{submissions} holds nothing of {', '.join(unknown)}")
        handed = [one for one in handed if one.student in only]
    if not handed:
        fail(f"{submissions} holds no submission" + (f" of {exercise}" if exercise else ""))
    broken: dict[str, str] = {}
    for name in sorted({one.exercise for one in handed}):
        part = [one for one in handed if one.exercise == name]
        done = _graded(
            _exercise(solutions, name),
            part,
            into,
            db,
            partial(executor, workers=workers, scheduler=scheduler),
            width=2 * workers,
            force=force,
            confined=not no_sandbox,
        )
        typer.echo(
            f"{name}: {done.graded} graded, {done.kept} known already; "
            f"course report {name} shows them"
        )
        broken |= {f"{student}, {name}": told for student, told in done.broken.items()}
    for whose, told in broken.items():
        typer.secho(f"{whose}: not graded, mend the checks: {told}", err=True, fg="red")
    if broken:
        raise typer.Exit(1)


def formgrader(
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
    browser: Annotated[bool, typer.Option(help="Open it in the browser.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to serve it.")] = 8888,
) -> None:
    """Read the written answers in nbgrader's formgrader, until Ctrl-C."""
    from course_lib.grading.formgrader import serving
    from course_lib.grading.gradebook import Gradebook

    if not (into / "autograded").is_dir():
        fail(f"{into} holds nothing that was graded: run course grade first")
    if not solutions.is_dir():
        fail(f"there is no folder {solutions}")
    try:
        with Gradebook(_url(into, db)):
            pass
    except (ValueError, OSError) as error:
        fail(error)
    with serving(into, solutions, _url(into, db), browser=browser, port=port) as server:
        try:
            code = server.wait()
        except KeyboardInterrupt:
            return
    if code:
        fail(f"formgrader's server ended with exit status {code}")


def report(
    exercise: Name,
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
) -> None:
    """Write a page for the class and one for each student."""
    from course_lib.grading.reports import write_reports

    read = _exercise(solutions, exercise)
    with console().status("reading the results"):
        results, names, code = _settled(exercise, into, db)
    folder = into / "reports" / exercise
    try:
        with console().status(f"writing {len(results) + 1} pages"):
            write_reports(
                results,
                folder,
                title=read.title,
                names=names,
                code=code,
                given=[cell.source for cell in read.cells if cell.kind == "code" and cell.locked],
            )
    except (ValueError, OSError) as error:
        fail(error)
    typer.echo(f"{len(results)} students: open {folder / 'index.html'}")


def export(
    exercise: Name,
    format: Annotated[str, typer.Option(help="csv, canvas or moodle.")] = "csv",
    output: Annotated[Path | None, typer.Option(help="A file; else the terminal.")] = None,
    into: Grades = Path("grades"),
    solutions: Solutions = Path("solutions"),
    db: Database = "",
) -> None:
    """Write scores as Canvas, Moodle or a spreadsheet reads them."""
    from course_lib.grading.gradebook import Gradebook
    from course_lib.grading.reports import export as table_of

    if output is not None and not output.parent.is_dir():
        fail(f"there is no folder {output.parent}")
    read = _exercise(solutions, exercise)
    results, names, _ = _settled(exercise, into, db)
    try:
        with Gradebook(_url(into, db)) as gradebook:
            ids = gradebook.lms_ids()
        text = table_of(results, format, title=read.title, names=names, lms_ids=ids)
        if output is not None:
            output.write_text(text, encoding="utf-8", newline="")
    except (ValueError, OSError) as error:
        fail(error)
    typer.echo(
        text if output is None else f"{len(results)} students: {output}", nl=output is not None
    )


def _need_sandbox() -> None:
    from course_lib.kernels import obstacle

    reason = obstacle()
    if reason:
        fail(
            f"submissions are graded in a sandbox, and there is none: {reason} "
            "(--no-sandbox runs submissions that you trust without one)"
        )


def _warn_of_open_doors() -> None:
    if not sys.platform.startswith("linux"):
        fail(f"course grade needs Linux, without a sandbox too, and this is {sys.platform}")
    typer.secho(
        "no sandbox: submissions run as you, and can read the checks and change your files",
        err=True,
        fg="yellow",
    )


def _exercise(solutions: Path, name: str) -> Exercise:
    from course_lib.grading.checks import ChecksBroken
    from course_lib.grading.exercise import Exercise

    try:
        return Exercise.read(solutions / name)
    except (ValueError, OSError, ChecksBroken) as error:
        fail(error)


def _url(into: Path, db: str) -> str:
    return db or f"sqlite:///{(into / 'gradebook.db').resolve()}"


def _graded(
    exercise: Exercise,
    handed: Sequence[Submission],
    into: Path,
    db: str,
    executors: Executors,
    *,
    width: int,
    force: bool,
    confined: bool,
) -> Report:
    from course_lib.grading.batch import Batch
    from course_lib.grading.gradebook import Gradebook
    from course_lib.grading.store import ResultStore

    into.mkdir(parents=True, exist_ok=True)
    try:
        with Gradebook(_url(into, db), into) as gradebook, progress() as bar:
            task = bar.add_task(exercise.name, total=len(handed))
            store = ResultStore(into / "results")
            batch = Batch(exercise, store, gradebook, confined=confined)
            return batch.grade(
                handed,
                executors,
                width=width,
                force=force,
                listener=lambda submission, result: bar.advance(task),
            )
    except KeyboardInterrupt:
        fail("stopped: what is graded is kept, and the same command goes on", 130)
    except (ValueError, OSError) as error:
        fail(error)


def _settled(
    exercise: str, into: Path, db: str
) -> tuple[list[Any], dict[str, str], dict[str, list[str]]]:
    """Return results with what was graded by hand, names, and the code that was handed in."""
    from course_lib.grading.gradebook import Gradebook
    from course_lib.grading.store import ResultStore

    results = ResultStore(into / "results").of(exercise)
    if not results:
        fail(f"{into} holds no results of {exercise}: run course grade first")
    try:
        with Gradebook(_url(into, db)) as gradebook:
            results = [gradebook.settle(result) for result in results]
            names = gradebook.names()
    except (ValueError, OSError) as error:
        fail(error)
    code = {result.student: _code(into, result.student, exercise) for result in results}
    return results, names, code


def _code(into: Path, student: str, exercise: str) -> list[str]:
    from course_lib.grading.notebooks import cells_of, read_notebook

    for path in (into / "autograded" / student / exercise).glob("*.ipynb"):
        try:
            cells = cells_of(read_notebook(path))
        except (ValueError, OSError):
            continue
        return [cell.source for cell in cells if cell.kind == "code" and not cell.locked]
    return []
