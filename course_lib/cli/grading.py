"""``course grade``."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.options import (
    Database,
    Grades,
    Solutions,
    TermFolder,
    database_url,
    exercise_in,
    exercises_of,
    need_sandbox,
)
from course_lib.cli.terminal import console, fail, progress, table

if TYPE_CHECKING:
    from course_lib.grading.batch import Report
    from course_lib.grading.exercise import Exercise
    from course_lib.grading.submissions import Submission
    from course_lib.grading.term import Exceptions, Roster
    from course_lib.grading.workers import WorkerPool

__all__ = ["add"]


_NEXT = {
    False: "the same command goes on",
    True: "--force starts over; without it, the same command grades what has no result",
}


def add(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(grade)


def grade(
    submissions: Annotated[
        Path,
        typer.Argument(help="Folder student/exercise/notebook, or the zip of a learning system."),
    ],
    exercise: Annotated[
        str | None, typer.Option(help="Its exercise; needed where no folder bears its name.")
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
    times: Annotated[
        Path | None, typer.Option(help="CSV of student and submitted: when each handed in.")
    ] = None,
    groups: Annotated[
        Path | None, typer.Option(help="CSV of group, student and number: who is in which group.")
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Option(help="How paths are made: {student}/hw1/*.ipynb; {name}, {exercise} as well."),
    ] = None,
    term: TermFolder = Path("."),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show who was found where, and grade nothing.")
    ] = False,
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

    from course_lib.grading.workers import worker_pool

    if no_sandbox and not dry_run:
        _warn_of_open_doors()
    elif scheduler is None and not dry_run:
        need_sandbox(
            "submissions are graded", "--no-sandbox runs submissions that you trust without one"
        )
    handed = _handed_in(submissions, exercise, solutions, times, groups, pattern, term)
    if only:
        students = sorted({one.student for one in handed})
        unknown = sorted(set(only).difference(students))
        if unknown:
            fail(
                f"{submissions} holds nothing of {', '.join(unknown)}{_similar(unknown, students)}"
            )
        handed = [one for one in handed if one.student in only]
    if not handed:
        fail(f"{submissions} holds no submission" + (f" of {exercise}" if exercise else ""))
    if dry_run:
        _show(handed, _known(handed, solutions))
        return
    broken: dict[str, str] = {}
    for name in _known(handed, solutions):
        part = [one for one in handed if one.exercise == name]
        done = _graded(
            exercise_in(solutions, name),
            part,
            into,
            db,
            partial(worker_pool, workers=workers, scheduler=scheduler, confined=not no_sandbox),
            force=force,
            confined=not no_sandbox,
        )
        typer.echo(f"{name}: {_counts(done)}; course report {name} shows them")
        broken |= {f"{student}, {name}": told for student, told in done.broken.items()}
        broken |= {f"{who}, {name}, {asked}": told for (who, asked), told in done.faults.items()}
    for whose, told in broken.items():
        typer.secho(f"{whose}: not graded, mend the checks: {told}", err=True, fg="red")
    if broken:
        raise typer.Exit(1)


def _handed_in(
    submissions: Path,
    exercise: str | None,
    solutions: Path,
    times: Path | None,
    groups: Path | None,
    pattern: str | None,
    term: Path,
) -> list[Submission]:
    """Return what was handed in; what was left out or supposed is said."""
    from course_lib.grading.submissions import collect, read_groups, read_times
    from course_lib.grading.term import Roster, enrolled, read_roster

    try:
        handed, faults = collect(
            submissions,
            exercise,
            cells=_cells(solutions),
            times=None if times is None else read_times(times),
            groups=None if groups is None else read_groups(groups),
            pattern=pattern,
        )
        people = term / "roster.csv"
        roster = read_roster(people) if people.is_file() else Roster()
        handed, unclear = enrolled(handed, roster, _granted(term, solutions, roster))
        faults += unclear
    except (ValueError, OSError) as error:
        fail(error)
    marked = [one.student for one in handed if one.late and one.submitted is None]
    if marked:
        faults.append(
            f"late by Canvas, which does not say by how much: {', '.join(marked)}; where there is"
            " a deadline, one day counts (--times gives their times)"
        )
    for fault in faults:
        typer.secho(fault, err=True, fg="yellow")
    return handed


def _granted(term: Path, solutions: Path, roster: Roster) -> Exceptions | None:
    """Return what was granted; where the table is wrong, reports say so, and nothing stops here."""
    from course_lib.grading.term.exceptions import read_exceptions

    path = term / "exceptions.csv"
    if not path.is_file():
        return None
    try:
        return read_exceptions(path, exercises_of(solutions), roster)
    except (ValueError, OSError):
        return None


def _show(handed: Sequence[Submission], known: Sequence[str]) -> None:
    """Print who was found where, and what would be graded."""
    from rich.markup import escape

    shown = table("student", "name", "exercise", "read as", "handed in", "file")
    for one in handed:
        when = "" if one.submitted is None else one.submitted.isoformat(" ", "minutes")
        file = (
            "[yellow]nothing that can be graded[/]" if one.file is None else escape(one.file.name)
        )
        words = [
            one.student,
            one.name,
            one.exercise,
            one.layout,
            when or ("late" if one.late else ""),
        ]
        shown.add_row(*map(escape, words), file)
    console().print(shown)
    for name in known:
        mine = [one for one in handed if one.exercise == name]
        empty = sum(one.file is None for one in mine)
        without = f", {empty} without a notebook" if empty else ""
        students = "1 student" if len(mine) == 1 else f"{len(mine)} students"
        typer.echo(f"{name}: {students}{without}; nothing was graded")


def _cells(solutions: Path) -> dict[str, set[str]]:
    """Return the names of each exercise's cells, by which its notebook is told from others."""
    from course_lib.checks.notebooks import cells_of, read_notebook

    found: dict[str, set[str]] = {}
    for path in solutions.glob("*/*.ipynb"):
        try:
            names = {cell.grade_id for cell in cells_of(read_notebook(path)) if cell.grade_id}
        except (ValueError, OSError):
            continue  # reading the exercise says what is wrong with it
        if len(names) > len(found.get(path.parent.name, ())):
            found[path.parent.name] = names
    return found


def _similar(unknown: Sequence[str], students: Sequence[str]) -> str:
    """Return whom the names may have meant: those that contain them, or look like them."""
    near = [
        student
        for name in unknown
        for student in (
            [one for one in students if name.casefold() in one.casefold()]
            or difflib.get_close_matches(name, students, n=3)
        )
    ]
    return f"; did you mean {' or '.join(dict.fromkeys(near[:5]))}?" if near else ""


def _counts(done: Report) -> str:
    empty = f", {done.empty} without a notebook" if done.empty else ""
    return f"{done.graded} graded, {done.kept} known already{empty}"


def _known(handed: Sequence[Submission], solutions: Path) -> list[str]:
    """Return the exercises that there are; one by another name stops nobody else's grading."""
    names = {one.exercise for one in handed}
    known = exercises_of(solutions)
    for name in sorted(names.difference(known)):
        students = ", ".join(one.student for one in handed if one.exercise == name)
        typer.secho(
            f"{name} ({shorten(students, 200, placeholder=' …')}) is not graded: "
            f"there is no exercise {solutions / name}, but {', '.join(known)}",
            err=True,
            fg="yellow",
        )
    if names.isdisjoint(known):
        raise typer.Exit(1)
    return sorted(names.intersection(known))


def _warn_of_open_doors() -> None:
    if not sys.platform.startswith("linux"):
        fail(f"course grade needs Linux, without a sandbox too, and this is {sys.platform}")
    typer.secho(
        "no sandbox: submissions run as you, and can read the checks and change your files",
        err=True,
        fg="yellow",
    )


def _graded(
    exercise: Exercise,
    handed: Sequence[Submission],
    into: Path,
    db: str,
    open_pool: Callable[..., AbstractContextManager[WorkerPool]],
    *,
    force: bool,
    confined: bool,
) -> Report:
    from functools import partial

    from course_lib import atomic
    from course_lib.grading.parents import Loaded, modules_for
    from course_lib.grading.store import ResultStore
    from course_lib.grading.workers import RestartingPool

    modules = modules_for(cell.source for cell in exercise.cells if cell.kind == "code")
    loaded = Loaded.without(exercise.forbidden, modules)
    store = ResultStore(into / "results")
    try:
        with RestartingPool(partial(open_pool, loaded=loaded)) as workers, progress() as bar:
            task = bar.add_task(f"{exercise.name}: starting", total=None)
            if force or any(not store.knows(one.student, one.exercise) for one in handed):
                workers.start()  # they import what they need while we do
            from course_lib.grading.batch import Batch
            from course_lib.grading.gradebook import Gradebook

            with Gradebook(database_url(into, db), into) as gradebook:
                into.mkdir(parents=True, exist_ok=True)
                atomic.tidy(into)
                batch = Batch(exercise, store, gradebook, confined=confined)

                def told(proving: bool) -> None:
                    name = f"{exercise.name}: proving the solution" if proving else exercise.name
                    bar.update(task, description=name, total=None if proving else len(handed))

                return batch.grade(
                    handed,
                    workers,
                    force=force,
                    listener=lambda submission, result: bar.advance(task),
                    proving=told,
                )
    except KeyboardInterrupt:
        fail(f"stopped: what is graded is kept, and {_NEXT[force]}", 130)
    except (ValueError, OSError) as error:
        fail(error)
