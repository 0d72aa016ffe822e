"""Runs a whole notebook on its author's machine as grading will, and says what comes of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.checks.feedback import Feedback, feedback_of, unchecked
from course_lib.checks.kernel import LocalKernel
from course_lib.checks.loading import load_checks
from course_lib.checks.notebooks import cells_of, parsed
from course_lib.checks.questions import Question, grading_order
from course_lib.checks.released import ReleasedExercise, read_released
from course_lib.checks.results import QuestionResult
from course_lib.checks.scoring import grade
from course_lib.checks.student import Student
from course_lib.checks.submitted import SubmittedNotebook, read_submitted

__all__ = ["CheckError", "Rehearsal", "check_notebook"]

KERNELS = 5  # that are started for one notebook, each without the cells that ended one before


class CheckError(ValueError):
    """Nothing could be checked, and why, in one sentence."""


@dataclass(frozen=True)
class Rehearsal:
    """What grading a notebook would give, as far as its author can know.

    Parameters
    ----------
    results : tuple of Feedback
        One a question.
    problems : tuple of str
        What the report will say of the notebook, a sentence each.
    titles : dict of str to str
        The task of each question, where it has one.
    """

    results: tuple[Feedback, ...]
    problems: tuple[str, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every question is right, as far as that can be known before handing in."""
        return all(result.right for result in self.results)

    @property
    def summary(self) -> str:
        """The points so far, and what remains."""
        told = [one for one in self.results if one.state not in ("manual", "hidden")]
        written = [one for one in self.results if one.manual]
        checked = [one for one in told if not one.manual]
        score, total, extra = (
            sum(one.score for one in checked if not one.extra),
            sum(one.points for one in checked if not one.extra),
            sum(one.score for one in checked if one.extra),
        )
        credit = f" and {extra:g} of extra credit" if extra else ""
        parts = [f"{score:g} of {total:g} points{credit}"]
        later = sum(one.points for one in self.results if one.state == "hidden")
        if later:
            parts.append(f"{later:g} more {_are(later)} checked after you hand in")
        if written:
            points = sum(one.points for one in written)
            parts.append(f"{points:g} {_are(points)} read by a person")
        lines = [f"{parts[0]}{'; ' if parts[1:] else ''}{', '.join(parts[1:])}."]
        rest = [self._named(one.name) for one in self.results if not one.right]
        if rest:
            lines.append(f"Not yet right: {', '.join(rest)}.")
        return "\n".join(lines)

    def _named(self, name: str) -> str:
        title = self.titles.get(name, name)
        return name if title == name else f"{name} ({title})"

    def __str__(self) -> str:
        parts = [str(result) for result in self.results]
        if self.problems:
            told = "\n".join(f"- {problem}" for problem in self.problems)
            parts.insert(0, f"What your report will say of the notebook:\n{told}")
        return "\n\n".join([*parts, self.summary])


def check_notebook(
    path: Path | str,
    *,
    told: ReleasedExercise | None = None,
    questions: Sequence[Question] | None = None,
    seed: int | None = None,
) -> Rehearsal:
    """Run a notebook from its beginning in a fresh kernel and check every question.

    The cells that run are those that grading runs, and what the exercise forbids is forbidden.

    Parameters
    ----------
    path : path
        The notebook; checks.py lies beside it.
    told : ReleasedExercise, optional
        What grading knows; by default what the released checks.py tells.
    questions : sequence of Question, optional
        The exercise's own, whose hidden checks run as well; by default those of checks.py.
    seed : int, optional
        Of the inputs; another one each time if None.

    Returns
    -------
    Rehearsal
        ``str`` of it is what a terminal shows.

    Raises
    ------
    CheckError
        No notebook, nothing that can be read of it, or no checks.py.
    ChecksBroken
        A mistake in checks.py.
    """
    path = Path(path)
    if not path.is_file():
        raise CheckError(f"there is no notebook at {path}")
    checks = path.parent / "checks.py"
    if questions is None and not checks.is_file():
        raise CheckError(
            f"there is no checks.py beside this notebook (searched in {checks.parent.resolve()})"
        )
    content = path.read_bytes()
    told = told or read_released(checks)
    try:
        released = told.cells if told else cells_of(parsed(content))
    except ValueError as error:
        raise CheckError(f"{path}: {error}") from None
    notebook = read_submitted(content, released)
    if not notebook.code:
        raise CheckError(f"{path}: {' '.join(notebook.problems) or 'There is no code in it.'}")
    run = _Run(path.parent, notebook, told or ReleasedExercise())
    with run.started(), ThreadPoolExecutor(1) as beside:
        loading = beside.submit(load_checks, checks) if questions is None else None
        run.ready()  # while the checks import what they need
        found = loading.result() if loading is not None else tuple(questions or ())
        results = {
            question.name: run.result(question, hidden=questions is not None, seed=seed)
            for question in grading_order(found)
        }
    written = notebook.answers if told else [one.name for one in found]
    ordered = [_written(results[one.name], one, written) for one in found]
    return Rehearsal(tuple(ordered), tuple(run.problems), run.told.titles)


class _Run:
    """A notebook, the kernel in which it has run, and the questions that are put to it."""

    def __init__(self, folder: Path, notebook: SubmittedNotebook, told: ReleasedExercise) -> None:
        self.folder, self.notebook, self.told = folder, notebook, told
        self.problems = list(notebook.problems)
        self._guilty: set[int] = set()
        self._started = 0
        self._kernel: LocalKernel | None = None
        self._ran = False
        self._open = ExitStack()

    def started(self) -> ExitStack:
        """Start the first kernel, which comes up while the checks are loaded."""
        self._start(())
        return self._open

    def result(self, question: Question, *, hidden: bool, seed: int | None) -> Feedback:
        """Return the outcome of one question."""
        if question.manual or (question.hidden and not hidden):
            return unchecked(question)
        kernel = self.ready(question.forbidden)
        if kernel is None:
            return feedback_of(QuestionResult.lost(question))
        seed = secrets.randbelow(2**31) if seed is None else seed
        student = Student(kernel.ask, seed=seed, starts=self.told.starts, clock=kernel.computed)
        return feedback_of(grade(question, student), student.cases)

    def ready(self, forbidden: Sequence[str] = ()) -> LocalKernel | None:
        """Return a kernel in which the notebook has run, or None where each of them ends."""
        kernel = self._kernel
        if kernel is None or kernel.ended or kernel.forbidden != self._forbidden(forbidden):
            kernel = self._start(forbidden)
        while kernel is not None and not self._run_in(kernel):
            kernel = self._start(forbidden)
        return kernel

    def _forbidden(self, more: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.told.forbidden, *sorted(more)]))

    def _start(self, more: Sequence[str]) -> LocalKernel | None:
        self._open.close()
        self._kernel, self._ran = None, False
        if self._started < KERNELS:
            self._started += 1
            self._kernel = LocalKernel(self.folder, self._forbidden(more))
            self._open.enter_context(self._kernel)
        return self._kernel

    def _run_in(self, kernel: LocalKernel) -> bool:
        """Run the notebook, once; return whether the kernel is there afterwards."""
        for number, cell in enumerate(() if self._ran else self.notebook.code):
            if number in self._guilty:
                continue
            said = kernel.run(cell, self.told.seconds)
            self.problems += [one for one in said if one not in self.problems]
            if kernel.ended:
                self._guilty.add(number)
                return False
        self._ran = True
        return True


def _written(result: Feedback, question: Question, answers: Sequence[str]) -> Feedback:
    if not question.manual or question.name in answers:
        return result
    return result.replace(state="missing", message="The answer is still as it was released.")


def _are(points: float) -> str:
    return "is" if points == 1 else "are"
