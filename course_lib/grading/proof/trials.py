"""A changed notebook as a job for another process: which questions it is asked, what it earns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from course_lib.grading.jobs import PackedExercise
from course_lib.grading.proof.cells import Cells

__all__ = ["Case", "Outcome", "Record", "Trial", "TrialJob"]

Case = tuple[str, str]
"""A question's name and that of one of its cases."""


@dataclass(frozen=True)
class Outcome:
    """What a notebook earned with the inputs of one seed.

    Parameters
    ----------
    seed : int
        Of the inputs.
    scores, points : dict of str to float
        By question: what was earned, and what can be earned.
    cases : tuple of Case
        All that were looked at.
    failed : tuple of Case
        Those that did not pass.
    broken : tuple of (str, str)
        Questions whose check itself failed, and where; they have no score.
    seconds : float
        Time it took.
    """

    seed: int
    scores: dict[str, float]
    points: dict[str, float]
    cases: tuple[Case, ...] = ()
    failed: tuple[Case, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0

    @property
    def short(self) -> tuple[str, ...]:
        """Questions that did not earn all points."""
        return tuple(name for name, score in self.scores.items() if score < self.points[name])


@dataclass(frozen=True)
class Record:
    """What the solution answers, so that what a change cannot reach need not run again.

    Parameters
    ----------
    seed : int
        Of the inputs.
    outcome : Outcome
        What it earned.
    names : dict of str to tuple of str
        Names that each question asks for.
    functions : frozenset of str
        Those of them that are called, with inputs of the seed.
    replies : dict of str to dict
        By the hash of the request.
    took : dict of (str, str) to float
        Seconds of the processor by question and name.
    cells : tuple of float
        Seconds of each code cell.
    """

    seed: int
    outcome: Outcome
    names: dict[str, tuple[str, ...]]
    functions: frozenset[str]
    replies: dict[str, dict] = field(repr=False)
    took: dict[tuple[str, str], float]
    cells: tuple[float, ...]


@dataclass(frozen=True)
class Trial:
    """A notebook that differs from the solution's in some cells.

    Parameters
    ----------
    name : str
        For people.
    code : tuple of str
        All code cells in order, checks aside.
    changed : frozenset of int
        Numbers of those that differ; of the solution itself none.
    numbers : tuple of int or None
        For each cell the number that it has in the solution's notebook, None if it is new.
    """

    name: str
    code: tuple[str, ...] = field(repr=False)
    changed: frozenset[int] = frozenset()
    numbers: tuple[int | None, ...] = ()

    def fresh(self, record: Record, seed: int) -> set[str]:
        """Return the names that must be asked for: the change reaches them, or the seed does."""
        reached = Cells(self.code).reached(self.changed)
        return reached if seed == record.seed else reached | record.functions

    def questions(self, record: Record) -> tuple[str, ...]:
        """Return the questions that the change can reach; all where nothing has changed."""
        reached = Cells(self.code).reached(self.changed)
        return tuple(
            question
            for question, names in record.names.items()
            if not self.changed or reached & set(names)
        )

    def cells(self, record: Record, seed: int, asked: Collection[str]) -> list[int]:
        """Return the cells that must run for some questions."""
        wanted = {name for question in asked for name in record.names[question]}
        return sorted(Cells(self.code).needed(wanted & self.fresh(record, seed)))

    def seconds(self, record: Record, seed: int, question: str) -> float:
        """Return about how long one question takes, with the cells that it needs."""
        fresh = self.fresh(record, seed)
        numbers = [self.numbers[at] for at in self.cells(record, seed, [question])]
        return sum(
            record.took.get((question, name), 0.0)
            for name in record.names[question]
            if name in fresh
        ) + sum(record.cells[number] for number in numbers if number is not None)


@dataclass(frozen=True)
class TrialJob:
    """A trial with what another process needs to run it.

    Parameters
    ----------
    exercise : PackedExercise
        The exercise.
    trial : Trial
        The notebook.
    record : str
        Path of the record, which is made first.
    seeds : tuple of int
        Inputs, one run each.
    asked : tuple of str
        Questions that are all asked.
    then : tuple of str
        Questions that are asked one after the other, until one of all did not earn its points.
    whole : bool
        Whether every cell runs.
    hurried : bool
        Whether it may take only some ten times as long as the solution.
    confined : bool
        Whether it runs in a sandbox.
    """

    exercise: PackedExercise = field(repr=False)
    trial: Trial
    record: str
    seeds: tuple[int, ...]
    asked: tuple[str, ...]
    then: tuple[str, ...] = ()
    whole: bool = False
    hurried: bool = False
    confined: bool = True
