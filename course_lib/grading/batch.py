"""Grades many submissions side by side; killed at any point, the same call goes on."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from course_lib.grading.exercise import Exercise, ExerciseError
from course_lib.grading.gradebook import Gradebook
from course_lib.grading.gradebook_cells import Exercise as Entry
from course_lib.grading.jobs import Job, Outcome, Parcel, perform
from course_lib.grading.release import released_files
from course_lib.grading.results import QuestionResult, SubmissionResult
from course_lib.grading.running import submission_key
from course_lib.grading.store import ResultStore
from course_lib.grading.submissions import Submission
from course_lib.kernels.limits import Limits

__all__ = ["Batch", "Report"]

SOLUTION = "solution"
Executors = Callable[[], AbstractContextManager[Executor]]


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
    graded, kept : int
        Submissions graded now, and those whose result was there already.
    broken : dict of str to str
        By student, what is wrong with the checks; these submissions have no result.
    """

    results: list[SubmissionResult] = field(default_factory=list)
    graded: int = 0
    kept: int = 0
    broken: dict[str, str] = field(default_factory=dict)


class Batch:
    """One exercise and the places where its results go.

    Only the process that holds it writes. A result is kept the moment it arrives, and by the
    content of submission and exercise, so nothing is graded twice and nothing is lost.

    Parameters
    ----------
    exercise : Exercise
        Read from its folder.
    store : ResultStore
        Where results are kept.
    gradebook : Gradebook
        nbgrader's database.
    limits : Limits, optional
        What each submission may use.
    """

    def __init__(
        self,
        exercise: Exercise,
        store: ResultStore,
        gradebook: Gradebook,
        limits: Limits | None = None,
    ) -> None:
        self._exercise, self._store, self._gradebook = exercise, store, gradebook
        self._limits = limits or Limits()
        self._parcel = Parcel.of(exercise)
        notebook = json.loads(released_files(exercise.folder)[exercise.notebook.name])
        self._entry = Entry(
            exercise.name,
            notebook,
            exercise.questions,
            exercise.deadline,
            exercise.notebook.stem,
        )

    def grade(
        self,
        submissions: Sequence[Submission],
        executors: Executors,
        *,
        width: int,
        force: bool = False,
        listener: Listener | None = None,
    ) -> Report:
        """Grade what has no result yet.

        Parameters
        ----------
        submissions : sequence of Submission
            Of this exercise.
        executors : callable
            Makes a context that yields an executor; called again when its processes died.
        width : int
            Jobs under way at one time.
        force : bool
            Whether to grade what has a result too.
        listener : callable, optional
            Called as ``listener(submission, result)``.

        Returns
        -------
        Report
            What it came to.
        """
        report = Report()
        self._gradebook.prepare(self._entry)
        self._prove(executors)

        def settle(submission: Submission, outcome: SubmissionResult | str) -> None:
            if isinstance(outcome, str):
                report.broken[submission.student] = outcome
            else:
                report.results.append(self._settled(submission, outcome))
            if listener is not None:
                listener(submission, None if isinstance(outcome, str) else report.results[-1])

        waiting: deque[Submission] = deque()
        for submission in submissions:
            known = self._known(submission, force)
            if known is None:
                waiting.append(submission)
            else:
                report.kept += 1
                settle(submission, known)
        for submission, outcome in self._run(waiting, executors, width):
            report.graded += 1
            settle(submission, outcome)
        report.results.sort(key=lambda result: result.student)
        return report

    def _prove(self, executors: Executors) -> None:
        """See that the checks pass the exercise's own solution, once for each of its versions."""
        name, content = self._exercise.name, self._exercise.notebook.read_bytes()
        key = submission_key(content, self._parcel.digest)
        if self._store.get(SOLUTION, f".{name}", key) is not None:
            return
        with executors() as pool:
            outcome = pool.submit(perform, Job(SOLUTION, content, self._parcel, self._limits))
            done = outcome.result()
        if done.broken:
            raise ExerciseError(f"{name}: the checks fail on the solution itself: {done.broken}")
        result = done.unpack()
        short = [q for q in result.questions if q.score is not None and q.score < q.points]
        if short:
            first = short[0]
            why = "; ".join([*first.hints, first.message, *result.problems]).strip("; ")
            raise ExerciseError(
                f"{name}: the solution itself earns {first.score:g} of {first.points:g} points "
                f"for {first.name!r}: {why}"
            )
        self._store.put(result.replace(exercise=f".{name}"))

    def _known(self, submission: Submission, force: bool) -> SubmissionResult | None:
        try:
            content = submission.read()
        except ValueError as error:
            return self._nothing(submission, str(error))
        if force:
            return None
        key = submission_key(content, self._parcel.digest)
        return self._store.get(submission.student, submission.exercise, key)

    def _run(
        self, waiting: deque[Submission], executors: Executors, width: int
    ) -> Iterator[tuple[Submission, SubmissionResult | str]]:
        """Yield outcomes as they arrive; processes that die are replaced."""
        suspects: deque[Submission] = deque()
        while waiting or suspects:
            alone = bool(suspects)
            source = suspects if alone else waiting
            lost: list[Submission] = []
            with executors() as pool:
                yield from self._side_by_side(source, pool, 1 if alone else width, lost)
            if alone and lost:
                # It was alone this time, so it is the one.
                for submission in lost:
                    yield (
                        submission,
                        self._nothing(submission, "Grading it ended the grading process, twice."),
                    )
            else:
                suspects.extend(lost)

    def _side_by_side(
        self,
        source: deque[Submission],
        pool: Executor,
        width: int,
        lost: list[Submission],
    ) -> Iterator[tuple[Submission, SubmissionResult | str]]:
        under_way: dict[Future[Outcome], Submission] = {}
        while source or under_way:
            while source and len(under_way) < width and not lost:
                submission = source.popleft()
                content = submission.read()
                job = Job(submission.student, content, self._parcel, self._limits, proven=True)
                try:
                    under_way[pool.submit(perform, job)] = submission
                except RuntimeError:  # the pool is broken; what is under way tells
                    source.appendleft(submission)
                    break
            if not under_way:
                return
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                submission = under_way.pop(future)
                try:
                    outcome = future.result()
                except (BrokenProcessPool, CancelledError, _killed()):
                    lost.append(submission)
                else:
                    yield submission, outcome.broken or outcome.unpack()

    def _nothing(self, submission: Submission, reason: str) -> SubmissionResult:
        questions = tuple(
            QuestionResult(
                name=question.name,
                points=question.points,
                score=0.0,
                state="missing",
                hidden=question.hidden,
                extra=question.extra,
            )
            for question in self._exercise.questions
        )
        return SubmissionResult(
            submission.student, submission.exercise, "", questions, problems=(reason,)
        )

    def _settled(self, submission: Submission, result: SubmissionResult) -> SubmissionResult:
        """Keep a result, enter it, and return it with what a person has graded."""
        late = self._exercise.lateness(submission.submitted)
        told = (*submission.problems, *result.problems)
        result = result.replace(
            submitted=submission.submitted.isoformat() if submission.submitted else None,
            late_days=late.late_days,
            penalty=late.penalty,
            problems=tuple(dict.fromkeys(told)),
        )
        if self._store.get(result.student, result.exercise, result.key) != result:
            self._store.put(result)
        return self._gradebook.store(
            result,
            self._entry,
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


def _killed() -> type[BaseException]:
    """Return what Dask raises for a job whose workers died; only where Dask is loaded."""
    import sys

    distributed = sys.modules.get("distributed")
    return distributed.KilledWorker if distributed is not None else BrokenProcessPool
