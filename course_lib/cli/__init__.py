"""The command `course`: the only place of the library that prints for people."""

from __future__ import annotations

import typer

from course_lib.cli import (
    auditing,
    data,
    exercises,
    grading,
    handing_out,
    importing,
    machine,
    pipeline,
    proving,
    reading,
    reporting,
    term,
)

app = typer.Typer(
    name="course",
    help="Tools of the course Fair Trials.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
machine.add(app)
data.add(app)
pipeline.add(app)
exercises.add(app)
handing_out.add(app)
grading.add(app)
reading.add(app)
proving.add(app)
importing.add(app)
reporting.add(app)
auditing.add(app)
term.add(app)
