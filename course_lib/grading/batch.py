"""Grades many submissions side by side; killed at any point, the same call goes on."""

from __future__ import annotations

import contextlib
import json
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from course_lib.checks.results import QuestionResult
from course_lib.grading.exercise import Exercise, ExerciseError
from course_lib.grading.gradebook import Assignment, Gradebook
from course_lib.grading.jobs import Job, JobResult, PackedExercise, perform
from course_lib.grading.keys import submission_key
from course_lib.grading.lateness import DAYS_UNKNOWN
from course_lib.grading.regrading import completed, standing
from course_lib.grading.release import released_files
from course_lib.grading.results import SubmissionResult
from course_lib.grading.solution import fault_of_solution
from course_lib.grading.store import ResultStore
from course_lib.grading.submissions import Submission
from course_lib.grading.workers import RestartingPool, WorkerPool
from course_lib.kernels.warm import ParentDied

__all__ = ["Batch", "Report"]

SOLUTION = "solution"
_TWICE = "Grading it ended the grading process, twice."


class Listener(Protocol):
    """Told of each submission when it is done."""

    def __call__(self, submission: Submission, result: SubmissionResult | None) -> None:
        """Take note; the result is None where the checks failed."""


@dataclass
class Report:
    """What grading a batch came to.

    Parameters
    ----------
    results : list of SubmissionResult
        Settled, by student.
    graded, kept, empty : int
        Submissions graded now, those whose result was there already, and those without a notebook
        that can be read.
    broken : dict of str to str
        By student, what is wrong with the exercise; these submissions have no result.
    """

    results: list[SubmissionResult] = field(default_factory=list)
    graded: int = 0
    kept: int = 0
    empty: int = 0
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> dict[tuple[str, str], str]:
        """By student and question, how a check failed, where no person has graded it since."""
        return {
            (result.student, question.name): question.fault.partition("\n")[0]
            for result in self.results
            for question in result.questions
            if question.state == "ungraded"
        }


@dataclass(frozen=True)
class _Task:
    """A submission, what is known of it, and the questions that are still to be checked."""

    submission: Submission
    before: SubmissionResult | None
    asked: tuple[str, ...]


class Batch:
    """One exercise and the places where its results go.

    Only the process that holds it writes. A result is kept the moment it arrives, by the content
    of the submission and of each question, so nothing is graded twice and nothing is lost.

    Parameters
    ----------
    exercise : Exercise
        Read from its folder.
    store : ResultStore
        Where results are kept.
    gradebook : Gradebook
        nbgrader's database.
    confined : bool
        Whether submissions run in a sandbox.
    """

    def __init__(
        self,
        exercise: Exercise,
        store: ResultStore,
        gradebook: Gradebook,
        *,
        confined: bool = True,
    ) -> None:
        self._exercise, self._store, self._gradebook = exercise, store, gradebook
        self._confined = confined
        self._packed = PackedExercise.of(exercise)
        self._digests, self._run_digest = exercise.question_digests, exercise.run_digest
        notebook = json.loads(released_files(exercise)[exercise.notebook.name])
        self._assignment = Assignment(
            exercise.name,
            notebook,
            exercise.questions,
            exercise.deadline,
            exercise.notebook.stem,
        )

    def grade(
        self,
        submissions: Sequence[Submission],
        workers: RestartingPool,
        *,
        force: bool = False,
        listener: Listener | None = None,
        proving: Callable[[bool], None] | None = None,
    ) -> Report:
        """Grade what has no result yet.

        Parameters
        ----------
        submissions : sequence of Submission
            Of this exercise.
        workers : RestartingPool
            Its pool is asked for where something is to be graded, again when its processes died.
        force : bool
            Whether to grade what has a result too.
        listener : callable, optional
            Called as ``listener(submission, result)``.
        proving : callable, optional
            Called with True when the solution is graded, before anybody else, and with False when
            that is done or was not needed.

        Returns
        -------
        Report
            What it came to.
        """
        report = Report()
        self._gradebook.prepare(self._assignment)

        def settle(submission: Submission, outcome: SubmissionResult | str) -> None:
            if isinstance(outcome, str):
                report.broken[submission.student] = outcome
            else:
                report.results.append(self._settled(submission, outcome))
            if listener is not None:
                listener(submission, None if isinstance(outcome, str) else report.results[-1])

        self._prove(workers, proving)
        if proving is not None:
            proving(False)
        waiting: deque[_Task] = deque()
        for submission in submissions:
            try:
                task = self._task(submission, force)
            except ValueError as error:
                report.empty += 1
                settle(submission, self._nothing(submission, str(error)))
                continue
            if task.asked:
                waiting.append(task)
            elif task.before is not None:
                report.kept += 1
                settle(submission, task.before)
        for task, outcome in self._run(waiting, workers):
            report.graded += 1
            settle(task.submission, outcome)
        report.results.sort(key=lambda result: result.student)
        return report

    def _prove(self, workers: RestartingPool, proving: Callable[[bool], None] | None) -> None:
        """See that the checks pass the exercise's own solution, once for each of their versions."""
        name, content = self._exercise.name, self._exercise.notebook.read_bytes()
        key = submission_key(content, self._run_digest)
        before = standing(self._store.get(SOLUTION, f".{name}", key), self._digests)
        asked = self._asked(before)
        if not asked:
            return
        if proving is not None:
            proving(True)
        done = self._alone(
            Job(SOLUTION, content, self._packed, asked, confined=self._confined), workers
        )
        if done.broken:
            raise ExerciseError(f"{name}: the checks fail on the solution itself: {done.broken}")
        result = done.unpack()
        if fault := fault_of_solution(result, self._exercise.cells):
            raise ExerciseError(f"{name}: {fault}")
        result = completed(result, before, self._digests)
        self._store.put(result.replace(exercise=f".{name}"))

    def _alone(self, job: Job, workers: RestartingPool) -> JobResult:
        """Perform one job, and once more where its process died."""
        for _ in range(2):
            with contextlib.suppress(*_gone()):
                return workers.pool.executor.submit(perform, job).result()
            workers.renew()
        raise ExerciseError(f"{self._exercise.name}: grading the solution ended its process, twice")

    def _task(self, submission: Submission, force: bool) -> _Task:
        """Return what is to be done for a submission; nothing is asked where all is known."""
        key = submission_key(submission.read(), self._run_digest)
        known = None if force else self._store.get(submission.student, submission.exercise, key)
        before = standing(known, self._digests)
        return _Task(submission, before, self._asked(before))

    def _asked(self, before: SubmissionResult | None) -> tuple[str, ...]:
        stands = {question.name for question in before.questions} if before else set()
        return tuple(name for name in self._digests if name not in stands)

    def _run(
        self, waiting: deque[_Task], workers: RestartingPool
    ) -> Iterator[tuple[_Task, SubmissionResult | str]]:
        """Yield outcomes as they arrive; processes that die are replaced."""
        suspects: deque[_Task] = deque()
        while waiting or suspects:
            alone = bool(suspects)
            source = suspects if alone else waiting
            lost: list[_Task] = []
            yield from self._side_by_side(source, workers.pool, alone, lost)
            if lost or source:  # or it was broken before it was asked
                workers.renew()
            if alone and lost:
                # It was alone this time, so it is the one, or a check that it is the first to meet.
                for task in lost:
                    yield task, self._unfinished(task.submission)
            else:
                suspects.extend(lost)

    def _side_by_side(
        self, source: deque[_Task], pool: WorkerPool, alone: bool, lost: list[_Task]
    ) -> Iterator[tuple[_Task, SubmissionResult | str]]:
        under_way: dict[Future[JobResult], _Task] = {}
        while source or under_way:
            # As many again wait at hand, so that nobody waits for us.
            width = 1 if alone else 2 * max(1, pool.size())
            while source and len(under_way) < width and not lost:
                task = source.popleft()
                job = Job(
                    task.submission.student,
                    task.submission.read(),
                    self._packed,
                    task.asked,
                    confined=self._confined,
                )
                try:
                    under_way[pool.executor.submit(perform, job)] = task
                except RuntimeError:  # the pool is broken; what is under way tells
                    source.appendleft(task)
                    break
            if not under_way:
                return
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                task = under_way.pop(future)
                try:
                    outcome = future.result()
                except _gone():
                    lost.append(task)
                else:
                    result = outcome.broken or outcome.unpack()
                    if isinstance(result, SubmissionResult):
                        result = completed(result, task.before, self._digests)
                    yield task, result

    def _nothing(self, submission: Submission, reason: str) -> SubmissionResult:
        questions = tuple(map(QuestionResult.missing, self._exercise.questions))
        return SubmissionResult(
            submission.student, submission.exercise, "", questions, problems=(reason,)
        )

    def _unfinished(self, submission: Submission) -> SubmissionResult:
        questions = (
            replace(QuestionResult.missing(question), score=None, state="manual")
            if question.manual
            else QuestionResult.ungraded(question, _TWICE)
            for question in self._exercise.questions
        )
        return SubmissionResult(
            submission.student, submission.exercise, "", tuple(questions), problems=(_TWICE,)
        )

    def _settled(self, submission: Submission, result: SubmissionResult) -> SubmissionResult:
        """Keep a result, enter it, and return it with what a person has graded."""
        late = self._exercise.lateness(submission.submitted, marked=submission.late)
        told = (*submission.problems, *result.problems)
        if late.late_days and submission.submitted is None:
            told = (*told, DAYS_UNKNOWN)
        result = result.replace(
            submitted=submission.submitted.isoformat() if submission.submitted else None,
            late_days=late.late_days,
            penalty=late.penalty,
            lms=submission.lms,
            lms_id=submission.lms_id or "",
            handed=submission.file.parts[-1] if submission.file is not None else "",
            problems=tuple(dict.fromkeys(told)),
        )
        if self._store.get(result.student, result.exercise, result.key) != result:
            self._store.put(result)
        return self._gradebook.store(
            result,
            self._assignment,
            _notebook(submission),
            name=submission.name,
            lms_id=submission.lms_id,
        )


def _notebook(submission: Submission) -> dict[str, Any] | None:
    """Return the notebook that was handed in, where it can be read as one."""
    try:
        document = json.loads(submission.read())
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _gone() -> tuple[type[BaseException], ...]:
    """Return what executors raise for a job whose process has died."""
    distributed = sys.modules.get("distributed")  # only where Dask is used
    lost = (BrokenProcessPool, CancelledError, ParentDied)
    return (*lost, distributed.KilledWorker) if distributed is not None else lost
