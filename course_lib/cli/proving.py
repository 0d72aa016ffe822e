"""``course new`` and ``course prove``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from course_lib.cli.options import Grades, Solutions, exercise_in, need_sandbox
from course_lib.cli.terminal import console, fail, progress, table

if TYPE_CHECKING:
    from course_lib.grading.exercise import Exercise
    from course_lib.grading.proof.findings import Proof

__all__ = ["add"]

Share = Annotated[float, typer.Option(min=0, max=1, help="Part of the mutants that are tried.")]


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (new, prove):
        app.command()(command)


def new(
    name: Annotated[str, typer.Argument(help="A number and a word or two, as 04-shares.")],
    solutions: Solutions = Path("solutions"),
) -> None:
    """Make an exercise that can be released, graded and proved as it stands."""
    from course_lib.grading.new import new_exercise

    try:
        written = new_exercise(solutions, name)
    except (ValueError, OSError) as error:
        fail(error)
    typer.echo(f"{solutions / name}: {', '.join(written)}")


def prove(
    exercise: Annotated[str, typer.Argument(help="Name of the exercise, as 01-normalisation.")],
    solutions: Solutions = Path("solutions"),
    into: Grades = Path("grades"),
    seeds: Annotated[int, typer.Option(min=1, help="Inputs for each right answer.")] = 20,
    share: Share = 1.0,
    training_share: Annotated[
        float,
        typer.Option(min=0, max=1, help="Part of those mutants, and seeds, where a check trains."),
    ] = 0.2,
    workers: Annotated[int, typer.Option(min=1, help="Processes of this machine.")] = (
        os.cpu_count() or 1
    ),
) -> None:
    """Put right, wrong and slightly changed answers to the checks, and say what they miss."""
    need_sandbox("answers are graded")
    read = exercise_in(solutions, exercise)
    proof = _proved(read, workers=workers, seeds=seeds, share=share, training_share=training_share)
    _show(proof)
    path = into / "proof" / f"{exercise}.html"
    try:
        _write(proof, path)
    except OSError as error:
        fail(error)
    typer.echo(f"{_sum(proof)}: open {path}")
    if proof.faults:
        raise typer.Exit(1)


def _proved(exercise: Exercise, *, workers: int, **options: Any) -> Proof:
    from functools import partial

    from course_lib.checks.mistakes import ChecksBroken
    from course_lib.grading.proof.proving import prove as run
    from course_lib.grading.workers import worker_pool

    with progress() as bar:
        tasks = {"solution": bar.add_task("the solution", total=1)}

        def listener(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        try:
            return run(
                exercise, partial(worker_pool, workers=workers), listener=listener, **options
            )
        except KeyboardInterrupt:
            fail("stopped", 130)
        except (ValueError, OSError, ChecksBroken) as error:
            fail(error)


def _show(proof: Proof) -> None:
    """Print a table of the questions, then what an instructor should mend."""
    from rich.markup import escape

    shown = table("question", "case", "caught", "alone")
    last = ""
    for (question, case), (caught, alone) in proof.cases.items():
        mark = str(caught) if caught else "[yellow]never[/]"
        shown.add_row(question if question != last else "", escape(case), mark, str(alone))
        last = question
    console().print(shown)
    for one in proof.survivors:
        mutant = one.mutant
        console().print(
            f"[yellow]survived[/] {escape(mutant.operator)}: {escape(proof.notebook)}, "
            f"cell {escape(mutant.cell)}, line {mutant.line}",
            highlight=False,
        )
        for sign, text in (("-", mutant.before), ("+", mutant.after)):
            for line in text.splitlines():
                console().print(f"  {sign} {line}", markup=False, highlight=False)
    for fault in proof.faults:
        typer.secho(fault, err=True, fg="red")
    for remark in proof.remarks:
        typer.secho(remark, err=True, fg="yellow")


def _sum(proof: Proof) -> str:
    counts = proof.counts
    parts = [f"{counts['killed']} of {proof.tried} mutants killed"]
    parts += [f"{counts[one]} {one}" for one in ("equivalent", "left out") if counts[one]]
    return f"{proof.exercise}: {', '.join(parts)}"


def _write(proof: Proof, path: Path) -> None:
    from course_lib import atomic
    from course_lib.grading.proof.page import proof_page

    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic.writing(path) as file:
        file.write(proof_page(proof).encode())
