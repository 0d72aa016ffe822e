"""Grades one submission: its code runs in a sandbox, its answers are checked here."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from course_lib.allowance import wall
from course_lib.checks.mistakes import CheckOverran, fault
from course_lib.checks.questions import Question, grading_order
from course_lib.checks.released import ReleasedExercise
from course_lib.checks.results import QuestionResult
from course_lib.checks.scoring import grade
from course_lib.checks.student import Ask, Student
from course_lib.checks.submitted import SubmittedNotebook, read_submitted
from course_lib.grading.attempts import MANY, Attempt, run_notebook
from course_lib.grading.forbidding import masked
from course_lib.grading.grouping import grouped
from course_lib.grading.keys import seed_of, submission_key
from course_lib.grading.memory import bounded_memory
from course_lib.grading.overrun import bounded
from course_lib.grading.parents import Parents
from course_lib.grading.prepared import PreparedExercise
from course_lib.grading.results import SubmissionResult
from course_lib.kernels.limits import Limits
from course_lib.kernels.sandboxed import SandboxedKernel
from course_lib.kernels.warm import MODULES, ParentDied
from course_lib.text import encodable

__all__ = ["Grader", "StudentOf"]

RESTARTS = 4
LOSSES = 3  # of kernels that go with their parent, which is no submission's doing
TRIES = 3  # to start a kernel, before any student's code has run

_Graded = tuple[list[str], str, dict[str, QuestionResult]]
StudentOf = Callable[[Question, Ask, int], Student]


@dataclass(frozen=True)
class _Run:
    """A notebook, and the questions that one kernel after another is asked about it."""

    notebook: SubmittedNotebook
    questions: Sequence[Question]
    forbidden: tuple[str, ...]
    files: dict[str, bytes]
    seed: int
    student_of: StudentOf
    guilty: set[int]
    starts: dict[str, Any]
    show: tuple[str, ...]
    shown: dict[str, list[dict[str, Any]]]


def _student(question: Question, ask: Ask, seed: int) -> Student:
    """Return a student of whom nothing but the question is known."""
    return Student(ask, seed=seed)


class Grader:
    """Grades submissions of exercises, one after another, each in a kernel of its own.

    A parent process is kept warm between submissions, and another one for questions that forbid
    what it has imported. It is replaced when it dies, and what was running then is run again
    with the new one.

    Parameters
    ----------
    limits : Limits, optional
        What a submission may use.
    modules : sequence of str, optional
        What the parent imports.
    confined : bool
        Whether submissions run in a sandbox; without one they can read the checks, and more.

    Examples
    --------
    >>> with Grader() as grader:
    ...     grader.limits.processes
    128
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        modules: Sequence[str] | None = None,
        confined: bool = True,
    ) -> None:
        self.limits = limits or Limits()
        self.confined = confined
        self._parents = Parents(MODULES if modules is None else modules, confined=confined)

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the warm parents."""
        self._parents.close()

    @property
    def modules(self) -> tuple[str, ...]:
        """What the parents import."""
        return self._parents.modules

    def grade(
        self,
        content: bytes,
        *,
        student: str,
        exercise: PreparedExercise,
        asked: Collection[str] | None = None,
    ) -> SubmissionResult:
        """Return the outcome of one submission; whatever it does is part of the outcome.

        Parameters
        ----------
        content : bytes
            What was handed in.
        student : str
            Whose it is.
        exercise : PreparedExercise
            What it is graded with.
        asked : collection of str, optional
            Names of the questions to check; all if None.

        Returns
        -------
        SubmissionResult
            With every question that was asked.

        Raises
        ------
        ChecksBroken
            The files beside the notebook cannot be written.
        OSError
            There is no sandbox here.
        ParentDied
            No kernel could be started, again and again.
        """
        key = submission_key(content, exercise.digest)
        return self.grade_notebook(
            read_submitted(content, exercise.released),
            student=student,
            exercise=exercise,
            key=key,
            seed=seed_of(content, exercise.secret),
            asked=asked,
        )

    def grade_notebook(
        self,
        notebook: SubmittedNotebook,
        *,
        student: str,
        exercise: PreparedExercise,
        key: str,
        seed: int,
        asked: Collection[str] | None = None,
        student_of: StudentOf = _student,
    ) -> SubmissionResult:
        """Return the outcome of a notebook that has been read, with inputs of a given seed.

        Parameters
        ----------
        notebook : SubmittedNotebook
            What is run.
        student, exercise, asked
            As for `grade`.
        key : str
            Of the result.
        seed : int
            Of the inputs that checks draw.
        student_of : callable
            ``student_of(question, ask, seed)`` gives what the question's check asks; who keeps it
            can read its cases afterwards.

        Returns
        -------
        SubmissionResult
            With every question that was asked.

        Raises
        ------
        ChecksBroken, OSError, ParentDied
            As for `grade`.
        """
        start = time.monotonic()
        questions = [one for one in exercise.questions if asked is None or one.name in asked]
        results: dict[str, QuestionResult] = {}
        guilty: set[int] = set()  # cells that end a kernel
        cells = {cell.grade_id for cell in notebook.code}
        show = tuple(one.name for one in exercise.questions if one.manual and one.name in cells)
        shown: dict[str, list[dict[str, Any]]] = {}
        problems, output = [_plain(problem) for problem in notebook.problems[:MANY]], ""
        for modules, group in grouped(questions):
            automatic = [question for question in group if not question.manual]
            for question in group:
                if question.manual:
                    results[question.name] = _by_hand(question, notebook)
            if not automatic and (shown or not set(show) & {one.name for one in group}):
                continue
            if not notebook.code:
                results |= {q.name: QuestionResult.missing(q) for q in automatic}
                continue
            run = _Run(
                notebook,
                automatic,
                forbidden=tuple(dict.fromkeys([*exercise.forbidden, *modules])),
                files=exercise.files,
                seed=seed,
                student_of=student_of,
                guilty=guilty,
                starts=ReleasedExercise(exercise.released).starts,
                show=show,
                shown=shown,
            )
            told, printed, graded = self._graded(run)
            if any(result.hidden for result in results.values()):
                told, printed = [], ""
            problems += [problem for problem in told if problem not in problems]
            output = output or printed
            results |= graded
        return SubmissionResult(
            student=student,
            exercise=exercise.name,
            key=key,
            questions=tuple(results[question.name] for question in questions),
            problems=tuple(problems[:MANY]),
            output=output,
            shown=shown,
            seconds=round(time.monotonic() - start, 3),
        )

    def _graded(self, run: _Run) -> _Graded:
        """Grade questions in one kernel, or in several where a cell or a question ends it."""
        end = time.monotonic() + self.limits.wall
        graded: dict[str, QuestionResult] = {}
        problems: list[str] = []
        output, started, lost = "", 0, 0
        attempt: Attempt | None = None
        try:
            if not run.questions:  # it runs for what it shows to whoever grades it
                attempt = self._attempt(run)
                return attempt.problems, attempt.output, graded
            for question in grading_order(run.questions):
                while question.name not in graded:
                    if attempt is None or attempt.kernel.verdict is not None:
                        if started > RESTARTS + lost or time.monotonic() > end:
                            graded[question.name] = QuestionResult.lost(question)
                            break
                        if attempt is not None:
                            attempt.kernel.close()
                        attempt, started = self._attempt(run), started + 1
                        if not any(result.hidden for result in graded.values()):
                            problems += [one for one in attempt.problems if one not in problems]
                            output = output or attempt.output
                        continue
                    result = _discreet(_checked(question, attempt, run))
                    if attempt.lost and lost < LOSSES:
                        lost += 1  # and it is asked again
                    else:
                        graded[question.name] = result
        finally:
            if attempt is not None:
                attempt.kernel.close()
        return problems, output, graded

    def _attempt(self, run: _Run) -> Attempt:
        """Run the notebook in a new kernel, without the cells that ended one before."""
        for _ in range(LOSSES):
            kernel = self._kernel(run.forbidden)
            attempt = run_notebook(
                kernel, run.notebook, run.forbidden, run.files, run.guilty, run.show
            )
            if not attempt.lost:
                break
            kernel.close()
        run.shown.update(attempt.shown | run.shown)
        if attempt.guilty is not None:
            run.guilty.add(attempt.guilty)
        return attempt

    def _kernel(self, forbidden: tuple[str, ...]) -> SandboxedKernel:
        hidden = masked(forbidden)
        for _ in range(TRIES - 1):
            try:
                return SandboxedKernel(self._parents.without(forbidden), self.limits, hidden)
            except ParentDied:
                self.close()
        return SandboxedKernel(self._parents.without(forbidden), self.limits, hidden)


def _checked(question: Question, attempt: Attempt, run: _Run) -> QuestionResult:
    """Ask one question; a check that takes too much leaves it ungraded, and ends the kernel."""
    student = run.student_of(question, attempt.ask, run.seed)
    student.measure(attempt.kernel.spent)
    student.starts = run.starts
    seconds = attempt.kernel.limits.check
    try:
        with bounded_memory():
            return bounded(
                lambda: grade(question, student),
                seconds=seconds,
                wall=wall(seconds + question.timeout),
            )
    except CheckOverran as error:
        attempt.kernel.close()  # it may have been in the middle of an answer
        told = fault(error, question, student.asked)
        return QuestionResult.ungraded(question, told, output=student.output)


def _by_hand(question: Question, notebook: SubmittedNotebook) -> QuestionResult:
    missing = question.name not in notebook.answers
    return QuestionResult(
        name=question.name,
        points=question.points,
        score=0.0 if missing else None,
        state="missing" if missing else "manual",
        extra=question.extra,
    )


def _discreet(result: QuestionResult) -> QuestionResult:
    """Return a result without what the student's code said while it was asked hidden questions."""
    return replace(result, message="", output="") if result.hidden else result


def _plain(text: str) -> str:
    """Return text that every file and every database takes."""
    return encodable(text.replace("\0", ""))
