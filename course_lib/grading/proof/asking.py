"""Puts changed notebooks to the real grader, in a process that stays warm."""

from __future__ import annotations

import functools
import hashlib
import itertools
import pickle
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from course_lib.checks.questions import Question
from course_lib.checks.student import Ask, Student
from course_lib.checks.submitted import CodeCell, SubmittedNotebook
from course_lib.checks.values import wire
from course_lib.grading.jobs import grader_for, prepared
from course_lib.grading.prepared import PreparedExercise
from course_lib.grading.proof.trials import Outcome, Record, TrialJob

__all__ = ["ask", "make_record"]

PATIENCE = 10.0
"""How many times as long as the solution a changed answer may take, and not under this."""

_NO_CELL = ["None"]  # nothing is asked of a notebook without a cell, not even what is remembered
_TIMES, _CLOCK = "_course_proof_times", "_course_proof_clock"


def ask(job: TrialJob) -> tuple[Outcome, ...]:
    """Return what a trial earns with the inputs of each seed.

    Parameters
    ----------
    job : TrialJob
        With a record.

    Returns
    -------
    tuple of Outcome
        One for each seed.
    """
    record = _read(job.record)
    return tuple(_with_seed(job, record, seed) for seed in job.seeds)


def make_record(job: TrialJob) -> Record:
    """Run the solution once, whole, and return what it answered.

    Parameters
    ----------
    job : TrialJob
        Of the solution, with one seed.

    Returns
    -------
    Record
        With every reply.
    """
    noted = _Noted()
    clock = f"{_CLOCK} = __import__('time').process_time"
    code = [f"{clock}\n{_TIMES} = [{_CLOCK}()]"]
    for source in job.trial.code:
        code += [source, f"{_TIMES}.append({_CLOCK}())"]
    (seed,) = job.seeds
    exercise = prepared(job.exercise)
    outcome = _graded(job, exercise, code, seed, job.asked, noted.student_of)
    ends = noted.times or [0.0] * (len(job.trial.code) + 1)
    return Record(
        seed=seed,
        outcome=outcome,
        names={question: tuple(names) for question, names in noted.names.items()},
        functions=frozenset(noted.functions),
        replies=noted.replies,
        took=noted.took,
        cells=tuple(end - start for start, end in itertools.pairwise(ends)),
    )


class _Noted:
    """Notes what is asked for, what is answered, and the processor's seconds that it takes."""

    def __init__(self) -> None:
        self.names: dict[str, dict[str, None]] = {}
        self.functions: set[str] = set()
        self.replies: dict[str, dict[str, Any]] = {}
        self.took: dict[tuple[str, str], float] = {}
        self.times: list[float] = []

    def student_of(self, question: Question, ask: Ask, seed: int) -> Student:
        itself = Student(ask)
        self.times = self.times or itself.value(_TIMES)
        names = self.names.setdefault(question.name, {})

        def noted(request: dict[str, Any]) -> dict[str, Any]:
            name, start = request["name"], itself.call(_CLOCK)
            reply = ask(request)
            names[name] = None
            if request["do"] != "value":
                self.functions.add(name)
            key = (question.name, name)
            self.took[key] = self.took.get(key, 0.0) + itself.call(_CLOCK) - start
            self.replies[_key(request)] = reply
            return reply

        return Student(noted, seed=seed)


def _with_seed(job: TrialJob, record: Record, seed: int) -> Outcome:
    """Ask what must all be asked, then one question after another until one falls short."""
    outcome = _asked(job, record, seed, job.asked)
    for question in job.then:
        if outcome.short:
            break
        outcome = _joined(outcome, _asked(job, record, seed, (question,)))
    return outcome


def _asked(job: TrialJob, record: Record, seed: int, asked: Sequence[str]) -> Outcome:
    """Run the cells that are needed; all of them where a check asks what it did not ask before."""
    if not asked:
        return Outcome(seed, {}, {})
    trial, missed = job.trial, []
    fresh = trial.fresh(record, seed)

    def student_of(question: Question, ask: Ask, seed: int) -> Student:
        def remembered(request: dict[str, Any]) -> dict[str, Any]:
            if request["name"] in fresh:
                return ask(request)
            known = record.replies.get(_key(request))
            if known is None:
                missed.append(question.name)
                return {"missing": request["name"]}
            return known

        return Student(remembered, seed=seed)

    exercise = prepared(job.exercise)
    if job.hurried:
        exercise = _patient(exercise, record)
    if not job.whole:
        code = [trial.code[at] for at in trial.cells(record, seed, asked)] or _NO_CELL
        outcome = _graded(job, exercise, code, seed, asked, student_of)
        if not missed:
            return outcome
    return _graded(job, exercise, trial.code, seed, asked, _plainly)


def _graded(
    job: TrialJob,
    exercise: PreparedExercise,
    code: Sequence[str],
    seed: int,
    asked: Collection[str],
    student_of: Callable[[Question, Ask, int], Student],
) -> Outcome:
    students: dict[str, Student] = {}

    def kept(question: Question, ask: Ask, seed: int) -> Student:
        return students.setdefault(question.name, student_of(question, ask, seed))

    start = time.perf_counter()
    # No answer here is after what lies in a parent's memory, and the library stays as it is.
    exercise = replace(exercise, modules=(*exercise.modules, "course_lib.checks.checking"))
    result = grader_for(exercise, job.confined).grade_notebook(
        SubmittedNotebook(tuple(CodeCell(source, "a cell") for source in code)),
        student=job.trial.name,
        exercise=exercise,
        key="",
        seed=seed,
        asked=asked,
        student_of=kept,
    )
    cases = [(name, case) for name, student in students.items() for case in student.cases]
    failed = [(name, case) for name, case in cases if case.state != "passed" and not case.waits]
    return Outcome(
        seed=seed,
        scores={one.name: one.score for one in result.questions if one.score is not None},
        points={one.name: one.points for one in result.questions},
        cases=tuple((name, case.name) for name, case in cases),
        failed=tuple((name, case.name) for name, case in failed),
        broken=tuple(
            (one.name, one.fault.partition("\n")[0]) for one in result.questions if one.fault
        ),
        seconds=time.perf_counter() - start,
    )


def _plainly(question: Question, ask: Ask, seed: int) -> Student:
    return Student(ask, seed=seed)


def _joined(one: Outcome, other: Outcome) -> Outcome:
    return Outcome(
        seed=one.seed,
        scores=one.scores | other.scores,
        points=one.points | other.points,
        cases=one.cases + other.cases,
        failed=one.failed + other.failed,
        broken=one.broken + other.broken,
        seconds=one.seconds + other.seconds,
    )


def _patient(exercise: PreparedExercise, record: Record) -> PreparedExercise:
    """Return the exercise with as much time as the solution needs, and some more."""
    questions = []
    for question in exercise.questions:
        took = sum(seconds for (name, _), seconds in record.took.items() if name == question.name)
        patience = PATIENCE * max(1.0, took)
        questions.append(replace(question, timeout=min(question.timeout, patience)))
    cell = min(exercise.limits.cell, PATIENCE * max(1.0, *record.cells))
    limits = replace(exercise.limits, cell=cell)
    return replace(exercise, questions=tuple(questions), limits=limits)


@functools.lru_cache(maxsize=2)
def _read(path: str) -> Record:
    return pickle.loads(Path(path).read_bytes())


def _key(request: dict[str, Any]) -> str:
    plain = {name: value for name, value in request.items() if name != "timeout"}
    return hashlib.sha256(wire.write(plain).encode()).hexdigest()
