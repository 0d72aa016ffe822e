"""Proves an exercise: its solution, its answers and its mutants go through the grader."""

from __future__ import annotations

import pickle
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from course_lib.checks.mistakes import ChecksBroken
from course_lib.grading.exercise import Exercise, ExerciseError
from course_lib.grading.jobs import PackedExercise
from course_lib.grading.keys import seed_of
from course_lib.grading.proof import asking
from course_lib.grading.proof.answers import Answer, in_float32, inserted, read_answers
from course_lib.grading.proof.cells import Cells
from course_lib.grading.proof.findings import Proof, TriedAnswer, TriedMutant
from course_lib.grading.proof.marks import read_marks
from course_lib.grading.proof.mutants import Mutant, mutants_of
from course_lib.grading.proof.trials import Outcome, Record, Trial, TrialJob
from course_lib.grading.workers import OpenPool, WorkerPool

__all__ = ["Listener", "prove"]

SLOW = 2.0
"""Seconds; what takes longer trains something."""

WRONG_SEEDS = 5

Listener = Callable[[str, int, int], None]


def prove(
    exercise: Exercise,
    open_pool: OpenPool,
    *,
    seeds: int = 20,
    share: float = 1.0,
    training_share: float = 0.2,
    listener: Listener = lambda what, done, total: None,
    confined: bool = True,
) -> Proof:
    """Return what an exercise's checks catch, and what they miss.

    Parameters
    ----------
    exercise : Exercise
        With ``right``, ``wrong`` and ``proof.toml`` in its folder, if they are there.
    open_pool : callable
        Makes a context that yields processes.
    seeds : int
        Inputs with which the solution and the right answers are graded.
    share : float
        Part of the mutants that are tried, from 0 to 1; drawn the same each time.
    training_share : float
        Part of the mutants for which questions are asked that take longer than two seconds, and of
        the seeds with which right answers to such questions are graded.
    listener : callable
        Told ``(what, done, total)``.
    confined : bool
        Whether answers run in a sandbox.

    Returns
    -------
    Proof
        With every answer and every mutant.

    Raises
    ------
    ExerciseError
        The solution does not earn all points, or a file beside it is not as it should be.
    ChecksBroken
        A check failed through no fault of the solution's.
    """
    with tempfile.TemporaryDirectory(prefix="course-proof-") as scratch, open_pool() as pool:
        prover = _Prover(exercise, pool, Path(scratch), training_share, listener, confined)
        return prover.proof(seeds=seeds, share=share)


@dataclass
class _Prover:
    exercise: Exercise
    pool: WorkerPool
    scratch: Path
    training_share: float
    listener: Listener
    confined: bool

    def proof(self, *, seeds: int, share: float) -> Proof:
        marks = read_marks(self.exercise.folder)
        right, wrong = (read_answers(self.exercise.folder / one) for one in ("right", "wrong"))
        self.packed = PackedExercise.of(self.exercise)
        cells = [one for one in self.exercise.cells if one.kind == "code" and not one.grade]
        self.solved = [at for at, cell in enumerate(cells) if cell.solution]
        self.code = tuple(cell.source for cell in cells)
        self.solution = Trial("solution", self.code, numbers=tuple(range(len(cells))))
        self.seeds = [seed_of(str(at).encode(), self.exercise.secret) for at in range(seeds)]
        self.path = self.scratch / "record"
        self.record = self._recorded()
        answers = self._answers(right, wrong)
        mutants = [
            (number, mutant)
            for number in self.solved
            for mutant in mutants_of(cells[number].source, cells[number].grade_id)
        ]
        remarks = [
            f"proof.toml marks a line that no mutant has: {line}"
            for line in marks.idle([mutant for _, mutant in mutants])
        ]
        drawn = _drawn(mutants, share)
        start = time.monotonic()
        tried = self._mutants(drawn, set(_drawn(drawn, self.training_share)))
        return Proof(
            self.exercise.name,
            self.exercise.title,
            self.exercise.notebook.name,
            answers=answers,
            mutants=tuple(replace(one, reason=marks.reason(one.mutant)) for one in tried),
            float64=marks.float64,
            remarks=tuple(remarks),
            seconds=time.monotonic() - start,
        )

    def _recorded(self) -> Record:
        """Run the solution whole, and refuse to go on where it does not earn everything."""
        self.listener("solution", 0, 1)
        asked = tuple(one.name for one in self.exercise.questions if not one.manual)
        job = self._job(self.solution, asked, seeds=self.seeds[:1])
        record = self.pool.executor.submit(asking.make_record, job).result()
        for name, fault in record.outcome.broken:
            raise ChecksBroken(f"the check of {name!r} fails on the solution itself: {fault}")
        for name in record.outcome.short:
            failed = "; ".join(case for question, case in record.outcome.failed if question == name)
            raise ExerciseError(
                f"{self.exercise.name}: the solution itself earns {record.outcome.scores[name]:g} "
                f"of {record.outcome.points[name]:g} points for {name!r}: {failed}"
            )
        self.path.write_bytes(pickle.dumps(record))
        self.listener("solution", 1, 1)
        return record

    def _answers(self, right: Sequence[Answer], wrong: Sequence[Answer]) -> tuple[TriedAnswer, ...]:
        full = Answer("solution", "", dict(self.record.outcome.points))
        trials = [("solution", full, self.solution)]
        trials += [("right", one, inserted(self.code, one)) for one in right]
        trials += [("wrong", one, inserted(self.code, one)) for one in wrong]
        jobs: dict[Any, TrialJob] = {}
        for at, (kind, answer, trial) in enumerate(trials):
            jobs |= dict(self._answer_jobs(at, kind, answer, trial))
        found: dict[Any, tuple[Outcome, ...]] = dict(self._done("answers", jobs))
        tried = []
        for at, (kind, answer, _) in enumerate(trials):
            parts = sorted((key for key in found if key[0] == at and key[1] >= 0), key=str)
            outcomes = [outcome for key in sorted(parts) for outcome in found[key]]
            if kind == "solution":
                outcomes.insert(0, self.record.outcome)
            single = found.get((at, -1))
            tried.append(TriedAnswer(kind, answer, tuple(outcomes), single[0] if single else None))
        return tuple(tried)

    def _answer_jobs(
        self, at: int, kind: str, answer: Answer, trial: Trial
    ) -> Iterator[tuple[tuple[int, int], TrialJob]]:
        """Yield the jobs of an answer: one for each seed, and one in float32."""
        asked = trial.questions(self.record)
        slow = [name for name in asked if self._slow(trial, name)]
        seeds = self.seeds[1:] if kind == "solution" else self.seeds
        if kind == "wrong":
            seeds = seeds[: 1 if set(slow) & set(answer.earns) else WRONG_SEEDS]
            asked = tuple(name for name in asked if name not in slow or name in answer.earns)
        elif slow:
            seeds = seeds[: max(1, round(self.training_share * len(seeds)))]
        for number, seed in enumerate(seeds):
            yield (at, number), self._job(trial, asked, seeds=[seed])
        names = self._asked_of_students()
        if kind == "right":
            names = [one for one in names if one in trial.fresh(self.record, self.record.seed)]
        if kind != "wrong" and names:
            single = in_float32(trial, names)
            asked = single.questions(self.record)
            if not self.training_share:
                asked = tuple(one for one in asked if not self._slow(single, one))
            yield (at, -1), self._job(single, asked, seeds=self.seeds[:1])

    def _asked_of_students(self) -> list[str]:
        """Return the names that are asked for and that a solution binds."""
        bound = set().union(*(Cells(self.code).bound(at) for at in self.solved))
        asked = {name for names in self.record.names.values() for name in names}
        return sorted(bound & asked)

    def _mutants(
        self, mutants: Sequence[tuple[int, Mutant]], patient: set[tuple[int, Mutant]]
    ) -> list[TriedMutant]:
        whole = self._cut_wrongly(sorted({number for number, _ in mutants}))
        jobs: dict[int, TrialJob] = {}
        left: set[int] = set()
        for at, (number, mutant) in enumerate(mutants):
            trial = self._changed(number, mutant.source)
            asked = trial.questions(self.record)
            slow = tuple(name for name in asked if self._slow(trial, name))
            fast = tuple(name for name in asked if name not in slow)
            if slow and (number, mutant) not in patient:
                left.add(at)
                slow = ()
            if fast or slow:
                jobs[at] = self._job(
                    trial,
                    fast,
                    seeds=self.seeds[:1],
                    then=slow,
                    whole=number in whole,
                    hurried=True,
                )
        found = {at: outcomes[0] for at, outcomes in self._done("mutants", jobs)}
        return [
            TriedMutant(mutant, found.get(at), left_out=at in left)
            for at, (_, mutant) in enumerate(mutants)
        ]

    def _cut_wrongly(self, numbers: Sequence[int]) -> set[int]:
        """Return the cells of which the solution itself needs more than what was made out."""
        jobs = {}
        for number in numbers:
            trial = self._changed(number, self.code[number])
            fast = [one for one in trial.questions(self.record) if not self._slow(trial, one)]
            if fast:
                jobs[number] = self._job(trial, fast, seeds=self.seeds[:1])
        return {
            number
            for number, (outcome,) in self._done("cells", jobs)
            if outcome.short or outcome.broken
        }

    def _changed(self, number: int, source: str) -> Trial:
        code = (*self.code[:number], source, *self.code[number + 1 :])
        return Trial("mutant", code, frozenset({number}), self.solution.numbers)

    def _slow(self, trial: Trial, question: str) -> bool:
        return trial.seconds(self.record, self.record.seed, question) > SLOW

    def _job(
        self, trial: Trial, asked: Sequence[str], *, seeds: Sequence[int], **options: Any
    ) -> TrialJob:
        return TrialJob(
            self.packed,
            trial,
            str(self.path),
            seeds=tuple(seeds),
            asked=tuple(asked),
            confined=self.confined,
            **options,
        )

    def _done(
        self, what: str, jobs: dict[Any, TrialJob]
    ) -> Iterator[tuple[Any, tuple[Outcome, ...]]]:
        """Yield what each job gave, as it arrives."""
        futures = {self.pool.executor.submit(asking.ask, job): key for key, job in jobs.items()}
        self.listener(what, 0, len(futures))
        for done, future in enumerate(as_completed(futures), start=1):
            try:
                outcomes = future.result()
            except BrokenProcessPool:
                name = jobs[futures[future]].trial.name
                raise ChecksBroken(f"{name}: grading it ended the grading process") from None
            self.listener(what, done, len(futures))
            yield futures[future], outcomes


def _drawn(mutants: Sequence[Any], share: float) -> list[Any]:
    """Return a share of mutants, the same each time, in their order."""
    count = round(share * len(mutants))
    chosen = set(random.Random(0).sample(range(len(mutants)), count))
    return [mutant for at, mutant in enumerate(mutants) if at in chosen]
